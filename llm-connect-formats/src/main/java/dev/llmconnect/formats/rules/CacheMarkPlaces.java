package dev.llmconnect.formats.rules;

/** Where a provider takes marks for its prompt cache. */
enum CacheMarkPlaces {
    /** It has no prompt cache, or decides itself what to cache. */
    NOWHERE,
    /** In instructions and messages, with a time to live of its own. */
    SYSTEM_AND_MESSAGES,
    /** On tools as well, with the caller's time to live. */
    EVERYWHERE
}
