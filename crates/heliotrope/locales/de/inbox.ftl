# Die Seite der Leitung
inbox-lead = Wie wir Wort halten
inbox-lead-about = Zahlen des Teams, keine einer einzelnen Person. Anteile gelten für die letzten 30 Tage.
inbox-lead-owed = Was wir schulden
inbox-lead-due = Heute fällige Versprechen
inbox-lead-risk = Gefährdet: in zwei Stunden fällig
inbox-lead-late = Verspätet
inbox-lead-silent = Stille Fälle
inbox-lead-untold = Erledigt, aber nicht mitgeteilt
inbox-lead-teams = Nach Team
inbox-lead-risk-short = Gefährdet
inbox-lead-due-short = Heute fällig
inbox-lead-asks = Anfragen
inbox-lead-causes = Ursachen
inbox-lead-no-causes = Es ist nichts benannt, was schiefging.
inbox-lead-people = { $n ->
    [one] 1 Person
   *[other] { $n } Personen
}
inbox-lead-unmet = Anliegen, die wir nicht erfüllen
inbox-lead-no-unmet = In den letzten 30 Tagen haben wir niemandem abgesagt.
inbox-lead-asked = { $n ->
    [one] einmal gefragt
   *[other] { $n }-mal gefragt
}
inbox-lead-declined = { $n ->
    [one] einmal abgelehnt
   *[other] { $n }-mal abgelehnt
}
inbox-lead-kind = { $kind ->
    [outcome] dass etwas getan wird
    [answer] eine Antwort
    [money] Geld
    [delivery] eine Lieferung
    [apology] eine Entschuldigung
    [heard] gehört zu werden
    [gift] ein Geschenk
    [safety] Sicherheit
   *[other] ohne Angabe
}
inbox-lead-declined-of = Abgelehnt: { inbox-lead-kind }
inbox-lead-given = { $amount } gegeben
inbox-lead-went = Wie es ging
inbox-lead-figure = Was
inbox-lead-value = Wie viel
inbox-lead-percent = { $n } %
inbox-lead-nothing-yet = noch nichts
inbox-lead-kept = Versprechen gehalten oder rechtzeitig erneuert
inbox-lead-span = Wie weit voraus wir versprechen, in der Mitte
inbox-lead-told = Geschlossen, weil es mitgeteilt wurde
inbox-lead-exempt = { $kind ->
    [nothing_to_tell] Geschlossen: nichts mitzuteilen
    [unreachable] Geschlossen: nicht erreichbar
    [spam] Geschlossen: Spam
   *[imported] Geschlossen: übernommen
}
inbox-lead-again = Anliegen, die binnen 7 Tagen wiederkamen
inbox-lead-late-needs = Fälle, in denen ein Anliegen erst nach unserer ersten Antwort gefunden wurde
inbox-lead-empty = Auf dieser Liste steht nichts.
not-found-list = Eine Liste { $which } gibt es hier nicht.

# Zusammenlegen
inbox-merge-title = Fall { $number } mit einem anderen zusammenlegen
inbox-merge-what = Alles aus Fall { $number } geht mit: Briefe, Anliegen, Versprechen und Entwürfe. Seine Nummer führt zum anderen Fall. 30 Tage lang können Sie beide wieder trennen.
inbox-merge-find = Nummer oder Wörter des anderen Falls
inbox-merge-find-do = Suchen
inbox-merge-others = Weitere Fälle von { $name }
inbox-merge-no-other = { $name } hat keinen weiteren Fall. Suchen Sie nach einer Nummer oder nach Wörtern.
inbox-merge-nothing = Zu „{ $query }“ wurde kein anderer Fall gefunden.
inbox-merge-other-person = Dieser Fall gehört { $name }, nicht { $other }. { $other } nimmt dann daran teil, sieht weiterhin nur die eigenen Briefe und Anliegen und erhält keine Kopie Ihrer Antworten. { $name } sieht nichts von { $other }.
inbox-merge-into = Mit #{ $number } zusammenlegen
inbox-merge-back = Zurück zu Fall { $number }

# Die Listen

inbox-today = Heute
inbox-mine = Meine
inbox-free = Frei
inbox-waiting = Wartend
inbox-later = Später
inbox-closed = Geschlossen
inbox-silent = Still
inbox-by-promise = nach nächstem Versprechen
inbox-by-return = nach Wiederkehr
inbox-by-newest = Neueste zuerst
inbox-by-silence = Längste Stille zuerst
inbox-late = Zu spät
inbox-due = Fällig
inbox-new = Neu, Älteste zuerst
inbox-more = Mehr zeigen
inbox-is-free = frei
inbox-undelivered = nicht angekommen
inbox-empty-today = Nichts ist fällig. Alle, denen wir Nachricht versprochen haben, haben sie.
inbox-empty-mine = Sie haben keinen offenen Fall.
inbox-empty-free = Um jeden offenen Fall kümmert sich jemand.
inbox-empty-waiting = Wir warten auf niemanden.
inbox-empty-later = Nichts ist geparkt.
inbox-empty-closed = Noch ist kein Fall geschlossen.
inbox-empty-silent = Alle, die auf uns warten, haben ein Datum.
inbox-take-one = Einen freien Fall nehmen
inbox-thanks = { $name } bedankt sich:
inbox-thanks-read = Gelesen

# Die Fallseite
inbox-skip-list = Zur Liste springen
inbox-skip-conversation = Zum Gespräch springen
inbox-skip-reply = Zur Antwort springen
inbox-tabs = Ansicht
inbox-tab-conversation = Gespräch
inbox-tab-needs = Anliegen
inbox-tab-person = Person
inbox-time-not-understood = Tag und Uhrzeit wurden nicht verstanden. Schreiben Sie sie so: 2026-11-24 12:00.
inbox-draft-kind = Ein Entwurf ist eine Antwort oder eine Notiz.
inbox-no-such-exemption = Wählen Sie eines von: nothing_to_tell, unreachable, spam, imported.
inbox-no-such-act = Wählen Sie eines von: met, withdrawn, declined, open, phone, in_person, post.
inbox-teams = Listen der Teams und Ansichten
inbox-on-duty = Im Dienst:
inbox-empty-team = In diesem Team ist nichts fällig.
inbox-causes-more = { $n ->
    [one] Noch eine Frage zu einer Ursache
   *[other] Noch { $n } Fragen zu Ursachen
}
inbox-review = „{ $title }“ fragt, ob es noch gilt: behalten, ändern, aufgeben
inbox-safety = Sicherheit zuerst

# Silence settles several at once
inbox-until = Durch Schweigen erledigt
inbox-until-about = Fälle, in denen die andere Seite am Zug ist, das längste Schweigen zuerst. Wer gewählt ist, bekommt einen Brief, der den Tag nennt; an diesem Tag gilt das Offene als erledigt und der Fall schließt. „Noch nicht?“ bleibt für immer.
inbox-until-none = Am Zug sind nur wir.
inbox-until-which = Welche Fälle
inbox-until-at = Wenn nichts zu hören ist bis
inbox-until-text = Was über diesem Satz steht
inbox-until-text-help = Darf leer bleiben. Der Satz selbst steht in der Sprache jedes Falls; eigene Worte gehen nur an Fälle einer Sprache.
inbox-until-do = Den Gewählten mitteilen
inbox-until-chosen = Die Fälle, die Sie gewählt haben. Jeder bekommt einen Brief, der den Tag nennt; an diesem Tag gilt das Offene als erledigt und der Fall schließt. „Noch nicht?“ bleibt für immer.
inbox-until-all = Alle Fälle, in denen die andere Seite am Zug ist
inbox-until-untold = erledigt, nicht mitgeteilt: { $need }
inbox-chosen = Gewählte Fälle
inbox-chosen-none = Keinen wählen
inbox-until-told = schon mitgeteilt:
inbox-until-sent = { $n ->
    [one] { $n } Brief ist geschrieben.
   *[other] { $n } Briefe sind geschrieben.
}
inbox-until-take-back = Alle zurücknehmen
inbox-until-back = { $n ->
    [one] { $n } Brief ist zurückgenommen.
   *[other] { $n } Briefe sind zurückgenommen.
}
inbox-until-late = { $n ->
    [one] { $n } war schon unterwegs.
   *[other] { $n } waren schon unterwegs.
}
inbox-until-left = { $n ->
    [one] { $n } Fall wurde ausgelassen:
   *[other] { $n } Fälle wurden ausgelassen:
}
inbox-until-because = { $why ->
    [gone] er führt jetzt zu einem anderen Fall
    [closed] er ist geschlossen
    [promised] dort schulden wir etwas zu einem Tag
    [wrote] seit Ihrer Wahl hat jemand geschrieben
    [draft] dort wartet ein Brief von Ihnen
    [looks] Briefe dieses Falls sieht zuerst eine benannte Person
    [no_server] das Postfach hat keinen Server zum Senden
    [no_address] diese Person hat keine Adresse
   *[language] dort wird eine Sprache geschrieben, die dieser Desk nicht spricht
}
inbox-all-views = Alle Ansichten
inbox-every-open = jeder offene Fall
inbox-no-date = Ohne Termin, älteste zuerst

# Mehrere auf einmal
inbox-bulk = Mehrere Fälle ändern
inbox-bulk-go = Ändern
inbox-bulk-none = Kein Fall ist gewählt. Wählen Sie Zeilen einer Liste mit x und drücken Sie dann b.
inbox-bulk-untag = Schlagwort entfernen
inbox-bulk-undo = Alles zurücknehmen
inbox-bulk-done = { $n ->
    [0] Kein Fall ist geändert.
    [one] { $n } Fall ist geändert.
   *[other] { $n } Fälle sind geändert.
}
inbox-bulk-back = { $n ->
    [one] { $n } Fall ist wieder wie zuvor.
   *[other] { $n } Fälle sind wieder wie zuvor.
}
inbox-bulk-late = Seither ist etwas geschehen, deshalb bleiben diese, wie sie sind:
inbox-bulk-because = { $why ->
    [gone] er führt jetzt zu einem anderen Fall
    [closed] er ist geschlossen
    [untold] dort ist etwas offen oder noch nicht gesagt
    [promised] dort schulden wir bis zu einem Tag ein Wort
   *[same] es war schon so
}
inbox-see-waiting = Ansehen, auf wen wir warten
inbox-go-today = Zu Heute
inbox-bulk-about = { $n ->
    [one] Was Sie hier wählen, geschieht mit diesem Fall. Ein Druck nimmt es zurück.
   *[other] Was Sie hier wählen, geschieht mit allen { $n }. Ein Druck nimmt es zurück.
}
inbox-bulk-not-done = Noch nicht geändert
inbox-bulk-still-there = Was Sie gewählt und geschrieben haben, steht noch da.
inbox-empty-new = Noch ist kein Brief gekommen. Was an { $address } geschrieben wird, steht dann hier.
inbox-see-form = Das öffentliche Formular ansehen
