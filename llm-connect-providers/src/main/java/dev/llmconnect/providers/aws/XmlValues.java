package dev.llmconnect.providers.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import okio.Buffer;

/** Reads the texts of a few elements out of XML, wherever they stand. Document types and external entities are not read. */
final class XmlValues {
    private XmlValues() {}

    /** The text of the first element of each name; those before the first fault of a text that is no XML. */
    static Map<String, String> read(Buffer xml, Set<String> names) {
        Map<String, String> values = new HashMap<>();
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(xml.inputStream());
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT && names.contains(reader.getLocalName())) {
                    values.putIfAbsent(
                            reader.getLocalName(), reader.getElementText().strip());
                }
            }
            reader.close();
        } catch (XMLStreamException e) {
            // The caller names what is missing.
            return values;
        }
        return values;
    }
}
