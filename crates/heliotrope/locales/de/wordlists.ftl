# Wortlisten: die Wendungen, mit denen das Desk auf etwas zeigt.

wordlists-title = Wortlisten
wordlists-lead = Mit diesen Wörtern zeigt das Desk auf etwas in einem Brief oder Entwurf. Sie gehören Ihnen und lassen sich ändern. Was sie finden, wird nur gezeigt: Es wird nicht gespeichert, nicht gezählt und hält niemanden auf.
wordlists-list = Liste
wordlists-language = Sprache
wordlists-stands = Stand
wordlists-change = Ansehen und ändern
wordlists-needs = Was ein Mensch brauchen kann
wordlists-needs-purpose = In einem neuen Brief werden bis zu drei Stellen umrandet, die ein Anliegen sein können, und die Art wird geschätzt. Der Name in Klammern ist die Art: safety, money, delivery, apology, gift, heard, outcome oder answer.
wordlists-hollow = Leere Wendungen
wordlists-hollow-purpose = Stehen sie in einem Entwurf von uns, steht darunter, was in Klammern gesagt ist: „nennen Sie, was geschah“. Niemand wird aufgehalten.
wordlists-proving = Worte, die nur zeigen, dass wir recht haben
wordlists-proving-purpose = Sie mögen stimmen. In einem Entwurf fragt die Zeile in Klammern, was daraus für die Person folgt. Niemand wird aufgehalten.
wordlists-careful = Briefe, die Vorsicht verlangen
wordlists-careful-purpose = Ein Brief spricht von einer Verletzung, einem Anwalt, einer Versicherung oder verlorenen Daten: Die Antwort wartet, bis eine Leitung sie angesehen hat, außer jemand sagt, dass es nicht darum geht.
wordlists-ours = Wie mitgeliefert
wordlists-yours = Ihre eigene
wordlists-off = Ausgeschaltet
wordlists-by = { $name },
wordlists-words = Die Liste
wordlists-words-help = Eine Wendung je Zeile. Wie eine Zeile geschrieben wird, steht am Anfang der Liste.
wordlists-keep = Diese Liste behalten
wordlists-leave = So lassen
wordlists-letter = Ein Brief zum Ausprobieren
wordlists-letter-help = Davon wird nichts gespeichert.
wordlists-try = Zeigen, was sie findet
wordlists-finds = { $n ->
    [0] Sie findet in diesem Brief nichts
    [one] Sie findet in diesem Brief eine Stelle
   *[other] Sie findet in diesem Brief { $n } Stellen
    }
wordlists-switch-on = Einschalten
wordlists-switch-off = Ausschalten
wordlists-back = Zurück zur mitgelieferten Liste
wordlists-not-kept = Die Liste ist noch nicht gespeichert
wordlists-nothing-changed = Die alte gilt weiter. Was Sie getippt haben, steht unten.
wordlists-too-long = Die Liste ist länger als { $kilobytes } kB.
wordlists-line-nothing = Zeile { $line } enthält kein Wort.
wordlists-line-set = Zeile { $line }: Keine Zeile sagt, welche Wörter @{ $set } ist. Schreiben Sie eine wie: @{ $set } = Montag Dienstag
wordlists-line-everywhere = Zeile { $line } ist * allein, also jedes Wort überhaupt.
wordlists-line-long = Zeile { $line } hat mehr als 12 Wörter.
wordlists-line-many = Ab Zeile { $line }: Eine Liste hat höchstens 1.000 Wendungen.
wordlists-wrong = { $said } Die alte Liste gilt weiter.
wordlists-no-such-act = Diese Seite kennt keep, try, ours, on und off. Öffnen Sie die Liste noch einmal und drücken Sie einen ihrer Knöpfe.
not-found-wordlist = Es gibt keine Wortliste { $which }.
wordlists-hints = Hinweise zu diesem Brief
