not-found-person = Eine Person { $which } gibt es nicht.
people-no-language = „{ $language }“ ist kein Sprachkürzel. Schreiben Sie en, de, pt-BR und Ähnliches.
people-title = Personen
people-find = Name oder Adresse
people-none = Noch hat niemand geschrieben. Wer schreibt, steht dann hier.
people-nobody = Niemand gefunden für „{ $query }“.
people-all = Alle zeigen
people-more = Weitere Personen
people-name = Name
people-address = E-Mail-Adresse
people-addresses = Adressen
people-language = Sprache
people-language-unknown = nicht bekannt
people-language-said = { $language }, selbst gesagt
people-language-form = { $language }, aus einem Formular
people-language-letter = { $language }, aus einem Brief
people-language-help = Was Sie hier wählen, gilt als von der Person gesagt.
people-zone = Zeitzone
people-cases = Fälle
people-no-cases = Noch kein Fall.
people-newest-cases = Die neuesten { $n }. Ältere findet die Suche.
people-search-letters = In diesen Fällen suchen
people-change = Was wir wissen
people-keep = Behalten
people-add-address = Adresse hinzufügen
people-address-help = Briefe von dort gehören dann zu dieser Person.
people-address-taken = Diese Adresse gehört zu { $name }.
people-no-address = Eine E-Mail-Adresse sieht aus wie name@example.org.
people-see-other = Diese Person ansehen
people-not-kept = Noch nicht behalten
people-nothing-changed = Es wurde nichts geändert. Was Sie geschrieben haben, steht noch in den Feldern.
people-erased-title = Eine gelöschte Person
people-erased = Alles, was diese Person uns gesagt hat, wurde gelöscht:
people-their-data = Ihre Daten
people-erase = Diese Person löschen …
people-language-name = { $tag ->
    [ar] Arabisch
    [be] Belarussisch
    [bg] Bulgarisch
    [bn] Bengalisch
    [ca] Katalanisch
    [cs] Tschechisch
    [cy] Walisisch
    [da] Dänisch
    [de] Deutsch
    [de-AT] Deutsch (Österreich)
    [de-CH] Deutsch (Schweiz)
    [el] Griechisch
    [en] Englisch
    [en-GB] Englisch (Vereinigtes Königreich)
    [en-US] Englisch (USA)
    [es] Spanisch
    [es-MX] Spanisch (Mexiko)
    [et] Estnisch
    [eu] Baskisch
    [fa] Persisch
    [fi] Finnisch
    [fr] Französisch
    [fr-CA] Französisch (Kanada)
    [ga] Irisch
    [gl] Galicisch
    [he] Hebräisch
    [hi] Hindi
    [hr] Kroatisch
    [hu] Ungarisch
    [hy] Armenisch
    [id] Indonesisch
    [is] Isländisch
    [it] Italienisch
    [ja] Japanisch
    [ka] Georgisch
    [ko] Koreanisch
    [la] Latein
    [lt] Litauisch
    [lv] Lettisch
    [mk] Mazedonisch
    [ms] Malaiisch
    [mt] Maltesisch
    [nb] Norwegisch (Bokmål)
    [nl] Niederländisch
    [nn] Norwegisch (Nynorsk)
    [no] Norwegisch
    [pl] Polnisch
    [pt] Portugiesisch
    [pt-BR] Portugiesisch (Brasilien)
    [ro] Rumänisch
    [ru] Russisch
    [sk] Slowakisch
    [sl] Slowenisch
    [sq] Albanisch
    [sr] Serbisch
    [sv] Schwedisch
    [ta] Tamil
    [th] Thailändisch
    [tr] Türkisch
    [uk] Ukrainisch
    [ur] Urdu
    [vi] Vietnamesisch
    [zh] Chinesisch
    [zh-Hant] Chinesisch (traditionelle Zeichen)
   *[other] { $tag }
}
people-their-data-what = Wenn jemand wissen möchte, was wir über ihn oder sie gespeichert haben, oder die Löschung verlangt.
people-export = Alles speichern, was wir haben
