# Zusammenlegen
web-lead = Unser Wort
web-title-moved = Es ist jetzt woanders
web-go-there = Dorthin
web-key-merge = Mit einem anderen Fall zusammenlegen
web-also-merge = zusammenlegen, vereinen, doppelt, merge
web-key-split = Dem neuesten Brief einen eigenen Fall geben
web-also-split = trennen, abspalten, neuer Fall, split

# Die Tür: der Rahmen jeder Seite, und was schon an der Tür abgelehnt wird.

web-rail = Bereiche
web-today = Heute
web-search = Suche

web-settings = Einstellungen
web-team = Team
web-teams = Teams
web-hours = Öffnungszeiten
web-goodwill = Kulanz
web-billing = Abrechnung
web-health = Zustand der Post
web-words = Wortlisten
web-times = Versprochene Zeiten
web-sign-out = Abmelden
web-skip-to-content = Zum Inhalt springen
web-back-to-start = Zurück zum Anfang
web-request-name = Im Protokoll heißt es { $id }.

web-title-sign-in = Bitte melden Sie sich an
web-title-not-yours = Für Sie nicht geöffnet
web-title-not-here = Nicht hier
web-title-not-yet = Noch nicht
web-title-too-large = Zu groß
web-title-too-often = Einen Moment
web-title-failed = Das ist nicht gelungen
web-title-not-understood = Nicht verstanden

web-sign-in-first = Melden Sie sich zuerst an. Für Programme: Senden Sie ein Zugriffstoken, das noch gilt.
web-role-needed = Ihre Rolle öffnet das nicht. Wer das Team betreut, kann das ändern.
web-no-page = Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie umgezogen, oder die Adresse ist unvollständig.
web-wrong-method = Diese Adresse gibt es, aber nicht für diese Art von Anfrage.
web-too-large = Das ist mehr, als hier auf einmal angenommen wird: höchstens { $mib } MiB. Es wurde nichts davon behalten. Senden Sie es in kleineren Teilen.
web-cut-short = Die Verbindung brach ab, bevor alles angekommen war. Es wurde nichts geändert: Senden Sie es noch einmal.
web-foreign-form = Das kam von einer Seite, die nicht hierher gehört, darum wurde nichts getan. Öffnen Sie die Seite hier und drücken Sie dort.
web-form-unread = In einem Feld dieses Formulars steht etwas, das seine Seite nicht anbietet, darum wurde nichts getan. Gehen Sie zurück, dort steht noch, was Sie geschrieben haben, laden Sie die Seite neu und drücken Sie noch einmal.
web-form-token = Diese Seite wurde vor Ihrer letzten Anmeldung geöffnet, darum wurde nichts getan. Laden Sie die Seite neu und drücken Sie noch einmal; was Sie geschrieben haben, steht noch in den Feldern.
web-too-often = Das wurde in kurzer Zeit oft versucht. Versuchen Sie es in { $seconds ->
    [one] einer Sekunde
   *[other] { $seconds } Sekunden
} wieder.
web-failed = Das konnte nicht abgeschlossen werden, und nichts davon wurde gespeichert. Es liegt nicht an Ihnen. Versuchen Sie es noch einmal; wenn es so bleibt, steht der Grund im Protokoll.
web-failed-said = Das konnte nicht abgeschlossen werden, und nichts davon wurde gespeichert. Es liegt nicht an Ihnen. Gemeldet wurde: { $said }. Versuchen Sie es noch einmal; wenn es so bleibt, zeigen Sie dies der Person, die das System betreut.
web-idempotency-mismatch = Derselbe Idempotency-Key kam schon mit anderem Inhalt. Es wurde nichts getan: Verwenden Sie für eine neue Anfrage einen neuen Schlüssel.
web-idempotency-key = Ein Idempotency-Key besteht aus 1 bis 255 sichtbaren Zeichen.
web-unknown-part = Diesen Teil einer Seite gibt es nicht.

# Was ein Programm schickt (given.rs).
web-not-json = Senden Sie dies als JSON, mit der Kopfzeile Content-Type: application/json.
web-malformed-json = Das ist kein JSON: { $said }. Es wurde nichts getan.
web-unknown-field = Ein Feld „{ $field }“ gibt es hier nicht. Am nächsten kommt „{ $nearest }“. Es wurde nichts getan.
web-no-fields = Ein Feld „{ $field }“ gibt es hier nicht; gefragt ist keines. Es wurde nichts getan.
web-unknown-word = „{ $word }“ ist für „{ $field }“ nicht bekannt. Bekannt sind: { $known }.
web-missing-field = Das Feld „{ $field }“ fehlt.
web-wanted-text = „{ $field }“ muss ein Text in Anführungszeichen sein.
web-wanted-yes-or-no = „{ $field }“ muss true oder false sein.
web-wanted-number = „{ $field }“ muss eine ganze Zahl sein.
web-wanted-list = „{ $field }“ muss eine Liste in eckigen Klammern sein.
web-wanted-object = „{ $field }“ muss ein Objekt in geschweiften Klammern sein.
web-wanted-body = Der Inhalt muss ein JSON-Objekt in geschweiften Klammern sein.
web-wrong-value = „{ $field }“ war nicht zu lesen: { $said }.
web-wrong-cursor = Diese Marke hat die Liste nicht ausgegeben. Beginnen Sie ohne sie und nehmen Sie jedes „next“, wie es kommt.
web-wrong-limit = Eine Liste gibt mindestens einen und höchstens 100 Einträge: Fragen Sie nach einer Zahl dazwischen.

web-mine = Meine
web-free = Frei
web-waiting = Wartend
web-later = Später
web-closed = Geschlossen
web-people = Personen
web-screened = Zurück­gehalten
web-apologies = Entschuldigungen
web-complaints = Beschwerden
web-causes = Ursachen
web-write = Schreiben
web-keys = Tasten
web-me = Ich
web-rail-small = Hauptbereiche
web-my-settings = Meine Einstellungen
web-mailboxes = Postfächer
web-made-by = Heliotrope
web-shut = Schließen

web-keys-anywhere = Überall
web-keys-list = Liste
web-keys-case = Fall
web-keys-writing = Beim Schreiben
web-keys-on = Einzelne Buchstaben wirken auf diesem Gerät als Tasten
web-key-keys = Tasten
web-key-search = Suche
web-key-palette = Alles, was Sie tun können
web-key-today = Heute
web-key-mine = Meine
web-key-free = Frei
web-key-waiting = Wartend
web-key-later = Später
web-key-settings = Einstellungen
web-key-pane = Nächster Bereich
web-key-out = Hinaus, nichts geht verloren
web-key-undo = Zurücknehmen
web-key-next = Nächster
web-key-previous = Voriger
web-key-open = Öffnen
web-key-keep = Zurückgehaltenes annehmen
web-key-say-no = Nein sagen, mit dem Grund
web-key-let-go = Zurückgehaltenes gehen lassen
web-key-reply = Antworten
web-key-note = Notiz
web-key-take = Ich übernehme
web-key-assign = Zuweisen
web-key-tag = Schlagwörter
web-key-next-word = Dem nächsten Wort eine Zeit geben
web-key-holding = Die wartende Zeile senden
web-key-plan = Der Plan
web-key-goodwill = Kulanz
web-key-close = Schließen
web-key-send = Senden, weiter zum nächsten
web-key-send-close = Senden und schließen
web-palette-ask = Was möchten Sie tun
web-palette-list = Was Sie tun können
web-palette-none = Hier heißt nichts so. Die Eingabetaste sucht danach.

web-copied = Kopiert
web-selected = Die Zeile ist ausgewählt. Kopieren Sie sie mit den Tasten Ihres Browsers
web-is-reading = { $name } liest
web-is-writing = { $name } schreibt
web-new-one = { $n } neuer · zeigen
web-new-other = { $n } neue · zeigen
web-new-message = In diesem Fall ist ein neuer Brief gekommen.
web-offline = Der Server ist nicht erreichbar. Was Sie schreiben, bleibt auf diesem Gerät erhalten.
web-not-sent = Nicht gesendet: Der Server ist nicht erreichbar. Ihre Worte bleiben hier erhalten; drücken Sie noch einmal auf Senden.
web-kept-server = Entwurf gesichert { $time }
web-kept-local = auf diesem Gerät gesichert
web-two-drafts = Ein anderes Fenster hat diesen Entwurf zur selben Zeit geändert. Beide bleiben erhalten: Ihrer steht im Feld, der andere hier.
web-use-this = Diesen nehmen

web-new-message-show = Neuer Brief · zeigen
web-sent = Gesendet.
web-note-kept = Die Notiz ist gesichert.
web-signed-out = Sie sind abgemeldet. Ihre Worte bleiben auf diesem Gerät erhalten; melden Sie sich in einem anderen Tab wieder an und drücken Sie dann auf Senden.
web-drop-this = Diesen verwerfen
web-put-away = Weglegen

# Wörter anderer Programme, unter denen die Palette eine Taste auch findet.
web-also-keys = Hilfe Kürzel
web-also-search = finden
web-also-today = Eingang Posteingang
web-also-free = nicht zugewiesen
web-also-waiting = ausstehend
web-also-later = zurückstellen Wiedervorlage
web-also-settings = Verwaltung
web-also-undo = rückgängig
web-also-reply = beantworten
web-also-note = Kommentar
web-also-assign = zuständig
web-also-tag = Tags Kategorie
web-also-close = lösen erledigt
web-amount = { $said }
web-tradeoffs = Verzichte
web-key-tradeoffs = Verzichte
web-key-lead = Wie wir Wort halten
web-also-lead = Berichte, Dashboard, Zahlen
web-key-until = Durch Schweigen erledigt
web-also-until = Sammelschließen, automatisch schließen
web-key-choose = Wählen
web-also-tradeoffs = Textbausteine, Vorlagen, Richtlinie
web-key-no = Ehrliches Nein zu diesem Anliegen
web-also-no = ablehnen, zurückweisen
web-keys-needs = Bei den Anliegen
web-key-needs = Markierte Wörter zum Anliegen machen; sonst zu den Anliegen
web-key-accept = Das erste umrandete Anliegen annehmen
web-key-need-new = Ein weiteres Anliegen
web-key-need-met = Erfüllt
web-key-need-withdrawn = Zurückgezogen
web-key-need-number = Erfüllt, nach seiner Nummer
