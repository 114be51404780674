// Portkey's gateway has no option for the address it listens on, and listens on all.
const net = require('node:net');
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (first, ...others) {
  if (typeof first === 'number') return listen.call(this, {port: first, host: '127.0.0.1'}, ...others.filter((one) => typeof one === 'function'));
  return listen.call(this, first && typeof first === 'object' && 'port' in first ? {...first, host: '127.0.0.1'} : first, ...others);
};
