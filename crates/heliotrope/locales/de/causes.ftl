causes-title = Ursachen
causes-about = Was schiefging, nach den Menschen, die es traf. Eine Ursache ist eine Sache, nie ein Mensch; jemand kümmert sich um sie, und wenn sie behoben ist, können alle davon erfahren.
causes-none = Noch ist keine Ursache genannt. Nennen Sie eine in einem Fall, oder schreiben Sie hier eine auf.
causes-open = Nicht behoben
causes-mended-list = Behoben
causes-more = Weitere Ursachen
causes-add = Ursache aufschreiben
causes-add-do = Ursache behalten
causes-name = Was schiefging
causes-name-help = Eine Sache, in wenigen Worten: „kein Link auf der Zahlungsseite“.
causes-cases = Fälle
causes-n-cases = { $n ->
    [one] { $n } Fall
   *[other] { $n } Fälle
}
causes-apologised = Entschuldigungen
causes-none-said = noch keine Entschuldigung
causes-said = { $n } gesagt, { $lately } in diesem Monat
causes-owner = Darum kümmert sich
causes-nobody = noch niemand
causes-change = Was sich ändert
causes-change-none = noch nichts
causes-by = bis
causes-mended = behoben
causes-not-mended = nicht behoben
causes-touched = { $cases ->
    [one] { $cases } Fall
   *[other] { $cases } Fälle
} von { $people ->
    [one] { $people } Person
   *[other] { $people } Personen
}
causes-mend = Es ist behoben
causes-unmend = Es ist doch nicht behoben
causes-newest-cases = Die neuesten Fälle
causes-case-ours = wir sind am Zug
causes-case-waiting = wartet auf Antwort
causes-case-later = später
causes-case-closed = geschlossen
causes-case-merged = Teil eines anderen Falls
causes-no-subject = Ohne Betreff
causes-name-and-owner = Name und wer sich kümmert
causes-keep = Behalten
causes-team = Wer gefragt wird, solange sich niemand darum kümmert
causes-team-house = wer das Haus leitet
causes-asked-of-you = Sie sind gefragt
causes-asked-now = Gefragt ist jetzt: { $name }.
causes-asks-owner = Niemand kümmert sich darum. Sagen Sie, wer es tut.
causes-asks-change = Was ändert sich, und bis wann?
causes-asks-doer = Niemand tut, was geplant ist. Sagen Sie, wer es tut:
causes-asks-overdue = Der Tag ist vorbei. Ist es erledigt?

# The panel of a case
causes-panel = Was schiefging
causes-set = Was ging schief? Zwei Buchstaben genügen
causes-set-do = Ursache setzen
causes-not-this = „{ $name }“ war es nicht

# Telling everybody
causes-news = Allen sagen, die es traf
causes-news-letter = Der Brief
causes-news-letter-in = { $n ->
    [one] Der Brief auf { $language }, an { $n } Person
   *[other] Der Brief auf { $language }, an { $n } Personen
}
causes-news-help-languages = Alle lesen ihn in der Sprache, in der sie geschrieben haben. Eine Sprache, die Sie leer lassen, wird zurückgehalten: Niemand bekommt ihn in einer anderen, und Sie können später schreiben.
causes-news-help = Sie schreiben ihn einmal. { $mark } steht für das, weswegen uns die Person geschrieben hat; alle lesen ihr eigenes Anliegen, und jede Person bekommt einen Brief. Ein offener Fall bleibt offen.
causes-news-start = Guten Tag,

    Sie haben uns wegen { $mark } geschrieben. [Was falsch war, und was jetzt anders ist.]
causes-news-tell = { $n ->
    [one] { $n } Person Bescheid sagen
   *[other] { $n } Personen Bescheid sagen
}
causes-news-undo = In den ersten { $n } Sekunden geht nichts hinaus.
causes-news-by-lead = { $n ->
    [one] { $n } Person weiß es noch nicht. Den Brief schreibt eine Leitung.
   *[other] { $n } Personen wissen es noch nicht. Den Brief schreibt eine Leitung.
}
causes-news-all-told = Alle, die es traf, wissen Bescheid.
causes-news-begins = { $n ->
    [one] Der Brief an { $n } Person geht hinaus ab
   *[other] Der Brief an { $n } Personen geht hinaus ab
}
causes-news-take-back = Zurücknehmen
causes-news-runs = { $sent } von { $n } sind geschrieben. Wer heute schon von einer anderen Ursache las, liest es morgen. Sie können diese Seite verlassen.
causes-news-stop = Hier anhalten
causes-news-done = { $n ->
    [one] { $n } Person weiß Bescheid,
   *[other] { $n } Personen wissen Bescheid,
}
causes-news-taken-back = Zurückgenommen, bevor etwas hinausging,
causes-news-stopped = Angehalten: { $sent } von { $n } wissen Bescheid,
causes-aside-no-server = das Postfach hat keinen Server zum Senden
causes-aside-no-address = diese Person hat keine Adresse
causes-aside-no-text = zurückgehalten: In dieser Sprache gibt es noch keinen Brief
causes-aside-waits = wartet, bis jemand ihn angesehen hat: Tatsachen und Hilfe
causes-aside-given-back = wurde angesehen und nicht gesendet; er ist wieder ein Entwurf

# What changes
causes-changes = Was wir ändern
causes-changes-none = Noch hat niemand gesagt, was sich ändert.
causes-change-what = Was sich ändert, damit es nicht wieder geschieht
causes-change-due = Bis wann
causes-change-add = Änderung aufnehmen
causes-change-ask = Um ein Datum bitten
causes-change-asked = erbeten, noch nicht bekannt
causes-change-planned = geplant
causes-change-done = erledigt
causes-change-dropped = verworfen
causes-change-is-done = Sie ist erledigt
causes-change-drop = Verwerfen

# Refusals
not-found-cause = Es gibt keine Ursache { $which }.
not-found-change = Es gibt keine Änderung { $which }.
causes-empty = Schreiben Sie, was schiefging.
causes-too-long = Eine Ursache hat höchstens { $most } Zeichen.
causes-person = { $name } arbeitet hier. Eine Ursache nennt die Sache, die schiefging, und keinen Menschen.
causes-taken = Die Ursache „{ $name }“ gibt es schon.
causes-none-begins = Keine Ursache beginnt mit „{ $typed }“. Schreiben Sie den ganzen Namen, um eine neue anzulegen.
causes-several = Mehrere Ursachen beginnen mit „{ $typed }“: { $names }. Schreiben Sie eine davon aus.
causes-change-empty = Schreiben Sie, was sich ändert.
causes-day-not-understood = Dieser Tag ist nicht zu verstehen. Schreiben Sie ihn als 2026-11-30.
causes-change-long = Das sind mehr als { $most } Zeichen. Sagen Sie es in einem Satz.
causes-day-over = Dieser Tag ist vorbei. Nennen Sie einen, der noch kommt, oder lassen Sie das Feld leer.
causes-not-fixed = Diese Ursache ist noch nicht behoben; es gibt noch nichts zu sagen.
causes-news-empty = Der Brief hat noch keine Worte.
causes-news-languages = Die Betroffenen schreiben in mehreren Sprachen: { $languages }. Schreiben Sie den Brief für jede einmal; eine Sprache ohne Brief wird zurückgehalten.
causes-news-no-matter = Setzen Sie { $mark } dorthin, wo jede Person ihr Anliegen lesen soll.
causes-news-unfilled = Etwas ist noch zu schreiben: { $gap }
causes-news-under-way = Dieser Brief ist schon unterwegs. Nichts wurde doppelt gesendet.
causes-news-nobody = Alle, die es traf, wissen Bescheid. Es wurde nichts gesendet.
causes-undo-seconds = Der Brief lässt sich 0 bis { $most } Sekunden zurückhalten.
causes-set-short = Zwei Buchstaben genügen
