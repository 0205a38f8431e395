# Worin wir nach eigener Entscheidung nicht gut sind, und das ehrliche Nein.

tradeoffs-why-tradeoff = wir haben so entschieden
tradeoffs-why-impossible = es geht nicht
tradeoffs-why-third-party = ein Dritter entscheidet
tradeoffs-why-not-ours = es liegt nicht bei uns
tradeoffs-why-law = das Gesetz
tradeoffs-why-limit = eine Grenze
tradeoffs-why-none = nicht gesagt
tradeoffs-measure-asks = wer darum gebeten und es am Ende bekommen hat
tradeoffs-measure-promises = rechtzeitig gehaltene Zusagen
tradeoffs-measure-first-answer = erste Antworten in der Zeit, die die Bestätigung nennt

# Der Brief
tradeoffs-slot = Rückruf am { $day }, { $time }
tradeoffs-draft-plain = { $no }.
tradeoffs-draft-because = { $no }, weil { $because }.
tradeoffs-draft-so-that = { $no }, weil { $because }, damit { $so_that }.
tradeoffs-draft-said = { $no }. { $why }.
tradeoffs-draft-no = Nein: { $need }. Der Grund: { $because }.
tradeoffs-draft-blank = Nein: { $need }. Der Grund: [der wahre Grund].
tradeoffs-draft-possible = Was wir tun können: { $ways }.
tradeoffs-draft-you-can = Was Sie heute tun können: { $ways }.
tradeoffs-draft-help = Wer helfen kann: { $who }.
tradeoffs-draft-possible-gap = Was wir tun können: [was möglich ist, oder wer helfen kann].
tradeoffs-reason = { $because }, damit { $so_that }

# Das Formular des Neins
tradeoffs-ask = Ein ehrliches Nein zu „{ $need }“
tradeoffs-ask-leave = Das Nein verlassen
tradeoffs-find = Antwort finden: zwei Buchstaben
tradeoffs-found = { $n ->
    [0] Keine Antwort gefunden
    [one] Eine Antwort gefunden
   *[other] { $n } Antworten gefunden
 }
tradeoffs-find-help = Was Sie tippen, findet einen Verzicht. Enter setzt ihn in den Brief; dort lässt sich jedes Wort ändern.
tradeoffs-ask-none = Noch kein Verzicht. Schreiben Sie dieses Nein einmal; beim nächsten Mal sind es zwei Buchstaben.
tradeoffs-ask-nothing = Nichts beginnt mit „{ $letters }“. Schreiben Sie das Nein unten.
tradeoffs-write-one = Einen Verzicht schreiben
tradeoffs-put = In den Brief setzen
tradeoffs-says-already = Mein Brief sagt es schon
tradeoffs-no-letter = Ohne Brief sagen
tradeoffs-outline = Nur das Gerüst
tradeoffs-because = Weil
tradeoffs-so-that = Damit
tradeoffs-possible = Was möglich ist
tradeoffs-possible-more = Sonst noch, je Zeile eines
tradeoffs-signpost = Wer sonst helfen kann
tradeoffs-why = Welche Art von Grund
tradeoffs-replaced = Ein Anliegen, das an seine Stelle tritt
tradeoffs-replaced-none = Keines
tradeoffs-look = Noch einmal nachsehen
tradeoffs-look-not = Nicht
tradeoffs-look-in = in { $n } Tagen
tradeoffs-from-letter = Aus meinem Brief …
tradeoffs-reason-from = Der Satz meines Briefes, der den Grund nennt
tradeoffs-possible-from = Der Satz meines Briefes, der sagt, was möglich ist
tradeoffs-take = Markiertes übernehmen
tradeoffs-letter-says = Dieser Brief sagt Nein zu
tradeoffs-chip = ehrliches Nein
tradeoffs-chip-off = nicht gesagt
tradeoffs-panel-because = weil { $because }
tradeoffs-panel-taken = eine Alternative wurde gewählt

# Die Seite der Kundschaft
tradeoffs-their-because = Der Grund: { $because }.
tradeoffs-their-possible = Was möglich ist:
tradeoffs-their-take = Das nehme ich
tradeoffs-their-taken = Das haben Sie gewählt
tradeoffs-their-help = Wer helfen kann: { $who }

# Die Karte
tradeoffs-title = Verzichte
tradeoffs-lead = Worin wir mit Absicht nicht gut sind, damit wir im Übrigen gut sein können. Die Zeilen stehen in der Reihenfolge, in der sie Kundinnen und Kunden wichtig sind.
tradeoffs-write = Einen Verzicht schreiben
tradeoffs-examples = Drei Beispiele, keines davon ist Ihres
tradeoffs-examples-what = Nichts davon gilt hier. Sie zeigen, wie andere entschieden haben.
tradeoffs-example-1 = Eine Werkstatt geht nicht ans Telefon
tradeoffs-example-1-why = Weil antworten soll, wer das Werkzeug in der Hand hat, damit jeder Brief in vier Stunden beantwortet ist. Stattdessen: ein Rückruf am Dienstag oder Donnerstag.
tradeoffs-example-2 = Eine Buchhandlung liefert nicht über Nacht
tradeoffs-example-2-why = Weil die Nachtfracht mehr kostet als das Buch, damit das Porto frei bleibt. Stattdessen: die Datei sofort, das Buch in drei Tagen.
tradeoffs-example-3 = Ein Rechenzentrum bietet nicht den niedrigsten Preis
tradeoffs-example-3-why = Weil zwei Menschen wach sind, wenn ein Server ausfällt, damit niemand die Arbeit einer Nacht verliert. Stattdessen: ein kleinerer Tarif oder ein günstigerer Partner.
tradeoffs-decided = Was wir entschieden haben
tradeoffs-lived = Wie es in den letzten 90 Tagen war
tradeoffs-row = Was wichtig ist
tradeoffs-scale = Schlecht bis sehr gut
tradeoffs-decided-short = Entschieden
tradeoffs-lived-short = Gelebt
tradeoffs-share = Bitten und ihr Anteil an allen Anliegen
tradeoffs-taken = Alternative gewählt
tradeoffs-not-yet = „Noch nicht?“
tradeoffs-review = Wieder ansehen am
tradeoffs-order = Reihenfolge
tradeoffs-far = weit auseinander
tradeoffs-instead = Stattdessen: { $ways }
tradeoffs-up = „{ $title }“ nach oben
tradeoffs-down = „{ $title }“ nach unten
tradeoffs-plot-both = Entschieden { $decided } von 5, gelebt { $lived }
tradeoffs-plot-decided = Entschieden { $decided } von 5, noch keine Tatsachen
tradeoffs-how-asks = { $asked ->
    [one] Einmal
   *[other] { $asked }-mal
 } erbeten, am Ende { $had ->
    [one] einmal
   *[other] { $had }-mal
 } bekommen
tradeoffs-how-promises = { $asked ->
    [one] Eine Zusage war
   *[other] { $asked } Zusagen waren
 } fällig, { $had } rechtzeitig gehalten
tradeoffs-how-first-answer = { $asked ->
    [one] Eine erste Antwort war
   *[other] { $asked } erste Antworten waren
 } zugesagt, { $had } rechtzeitig gekommen
tradeoffs-team-figure = Von { $settled ->
    [one] einem in den letzten 90 Tagen erledigten Anliegen
   *[other] { $settled } in den letzten 90 Tagen erledigten Anliegen
} { $declined ->
    [one] wurde eines
   *[other] wurden { $declined }
} abgelehnt. Das sind Zahlen des Teams; gezählt wird niemand.
tradeoffs-lived-how = Gelebt ist der Anteil der Fälle, in denen gewährt wurde, worum gebeten wurde: 1 für nie, 5 für immer. Ohne Bitten steht kein Punkt.
tradeoffs-public-page = Was alle lesen dürfen: was wir nicht tun, und warum
tradeoffs-review-asks = fragt { $owner }, ob es noch gilt.
tradeoffs-keep = Ein Jahr lang behalten
tradeoffs-change = Ändern
tradeoffs-drop = Aufgeben
tradeoffs-is-dropped = Dieser Verzicht gilt nicht mehr. Aufgegeben
tradeoffs-asks-behind = Wer darum gebeten hat
tradeoffs-nobody-asked = Noch hat niemand darum gebeten.
tradeoffs-ask-taken = hat eine Alternative gewählt
tradeoffs-ask-not-yet = hat es wieder geöffnet
tradeoffs-ask-met = am Ende erfüllt
tradeoffs-history = Wer etwas geändert hat
tradeoffs-the-desk = Der Desk
tradeoffs-did-make = { $name } hat ihn geschrieben
tradeoffs-did-keep = { $name } hat ihn um ein Jahr verlängert
tradeoffs-did-drop = { $name } hat ihn aufgegeben
tradeoffs-did-change = { $name } hat geändert: { $fields }

# Das Formular eines Verzichts
tradeoffs-new-title = Einen Verzicht schreiben
tradeoffs-change-title = Einen Verzicht ändern
tradeoffs-name = Was wichtig ist
tradeoffs-name-help = Kurz, wie das Team es nennt: „Kein Telefon“.
tradeoffs-bad-at = Das Nein, wie ein Brief damit beginnt
tradeoffs-bad-at-help = Bleibt es leer, gilt die Zeile darüber.
tradeoffs-possible-help = Was stattdessen möglich ist, je Zeile eines. Jedes lässt sich mit einem Druck wählen.
tradeoffs-slots = Zeiten für Rückrufe
tradeoffs-slots-help = Ein Tag und eine Uhrzeit je Zeile: tue 10:00. Die Tage heißen { $days }. Ein Brief bietet die nächsten zwei als Links an.
tradeoffs-slot-link = Wo ein Rückruf gebucht wird
tradeoffs-slot-link-help = Ein Link; { "{slot}" } steht für Tag und Uhrzeit. Bleibt er leer, wird auf der eigenen Seite der Kundin gebucht.
tradeoffs-owner = Wer dafür einsteht
tradeoffs-owner-none = Eine Person wählen
tradeoffs-review-help = An diesem Tag wird gefragt, ob es noch gilt.
tradeoffs-bad = 1 schlecht
tradeoffs-great = 5 sehr gut
tradeoffs-decided-help = Ab 4 ist es etwas, worin wir gut sein wollen: kein Grund für ein Nein und nie auf der öffentlichen Seite.
tradeoffs-measure = Gelebt wird gelesen aus
tradeoffs-for-whom = Für wen wir so entschieden haben
tradeoffs-public = Für alle sichtbar unter „Was wir nicht tun, und warum“
tradeoffs-save = Verzicht behalten
tradeoffs-leave = Verlassen, ohne zu behalten
tradeoffs-not-kept = Er wurde nicht gespeichert.
tradeoffs-nothing-changed = Alles, was Sie getippt haben, steht unten.
tradeoffs-wrong-title = Sagen Sie in wenigen Worten, worum es geht.
tradeoffs-wrong-long = Das sind mehr als 1.000 Zeichen. Sagen Sie es kürzer: Es wird in einem Brief gelesen.
tradeoffs-wrong-owner = Wählen Sie, wer dafür einsteht. Ohne Verantwortliche gehört ein Verzicht niemandem.
tradeoffs-wrong-review = Nennen Sie den Tag, an dem er wieder angesehen wird.
tradeoffs-wrong-review-past = Der Tag, an dem er wieder angesehen wird, muss in der Zukunft liegen.
tradeoffs-wrong-decided = Wählen Sie eine Zahl von 1 (schlecht) bis 5 (sehr gut).
tradeoffs-wrong-because = Sagen Sie, warum. Eine Entscheidung ohne Grund ist eine Mauer.
tradeoffs-wrong-so-that = Sagen Sie, was dadurch möglich wird.
tradeoffs-wrong-slots = Schreiben Sie jede Zeit als Tag und Uhrzeit: tue 10:00.
tradeoffs-wrong-link = Schreiben Sie einen Link, der mit https://, http:// oder mailto: beginnt.
tradeoffs-changed-since = Jemand hat ihn geändert, während Sie geschrieben haben. Sehen Sie diese Worte an und behalten Sie dann Ihre.
tradeoffs-keep-or-drop = Sagen Sie, ob er bleibt oder aufgegeben wird.
not-found-tradeoff = Einen Verzicht { $which } gibt es nicht.

# Die öffentliche Seite
tradeoffs-not-title = Was wir nicht tun, und warum
tradeoffs-not-lead = Niemand ist in allem gut. Das haben wir bewusst gelassen, und das ist stattdessen möglich.
tradeoffs-not-empty = Hier steht noch nichts.
tradeoffs-not-because = Weil { $because }
tradeoffs-not-so-that = Damit { $so_that }
tradeoffs-not-instead = Was stattdessen möglich ist:
tradeoffs-not-write = Schreiben Sie uns
