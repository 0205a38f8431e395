search-title = Suchen
search-how = Gesucht wird in Betreffen, Nachrichten, Namen, Adressen und Dateinamen. Alle Wörter müssen vorkommen; vom letzten genügt der Anfang.
search-where = Wo
search-everywhere = Überall
search-in-letters-of = In den Briefen von { $name }
search-found = { $n ->
    [one] Ein Fall
   *[other] { $n } Fälle, neueste zuerst
}
search-capped = { $n } Fälle unter den neuesten 2.000 Treffern, neueste zuerst. Ein Wort mehr findet ältere.
search-older = Ältere
search-nothing = Nichts gefunden für „{ $query }“.
search-nearest = Nach „{ $query }“ suchen
search-widen = Überall suchen
search-searched = Gesucht wurde in Betreffen, Nachrichten, Namen, Adressen und Dateien.
search-in-letter = in einem Brief von { $name }
search-in-reply = in einer Antwort von { $name }
search-in-note = in einer Notiz von { $name }
search-in-call = in einem Telefonat, notiert von { $name }
search-closed = geschlossen
search-no-subject = ohne Betreff
search-no-scope = „{ $scope }“ ist kein Ort zum Suchen. Schreiben Sie mailbox:1 oder person:88, mit der Nummer von hier.
search-by-case = Neueste Fälle zuerst, jeder mit seiner neuesten Nachricht
search-as-words = Gesucht wurde nach den Wörtern.
