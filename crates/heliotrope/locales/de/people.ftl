not-found-person = Eine Person { $which } gibt es nicht.
people-no-language = „{ $language }“ ist kein Sprachkürzel. Schreiben Sie en, de, pt-BR und Ähnliches.
