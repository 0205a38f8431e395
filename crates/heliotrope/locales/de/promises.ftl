promises-next-word-by = Sie hören von uns bis { $when }.
promises-not-told = Eine Zeit gilt, wenn die Person sie erfahren hat. Nennen Sie den Brief, in dem sie steht (told_message), oder wie die Person davon gehört hat (told_how).
promises-ended = Dieses Versprechen ist schon zu Ende. Sehen Sie den Fall noch einmal an.
promises-kept-untold = Davon weiß noch niemand: „{ $promise }“ Schreiben Sie der Person oder geben Sie an, dass Sie es ihr am Telefon, persönlich oder per Post gesagt haben.
promises-late = Die Zeit ist vorbei, es ist also überfällig: „{ $promise }“ Schreiben Sie der Person jetzt; der Brief kann eine neue Zeit versprechen.
promises-state-or-due = Geben Sie an, wie das Versprechen endet (state), oder seine neue Zeit (due): eines von beiden.
promises-third-party-needs-one = Niemand wartet ohne Datum. Sagen Sie der Person, wann sie wieder von uns hört, und warten Sie dann auf andere.
not-found-promise = In diesem Fall gibt es kein Versprechen { $which }.
promises-did-break = Die genannte Zeit ist ohne ein Wort von uns verstrichen
promises-did-renegotiate = { $name } hat rechtzeitig eine neue Zeit genannt
promises-did-release = { $name } braucht keine weitere Nachricht
promises-until = Wenn ich bis { $when } nichts von Ihnen höre, betrachte ich das als erledigt.
promises-not-in-letter = So steht es nicht mehr im Brief: „{ $promise }“ Sehen Sie sich das Versprechen noch einmal an und senden Sie dann.
promises-until-not-said = Der Brief muss es einmal sagen, mit dem Tag: „Wenn ich bis Freitag nichts von Ihnen höre, betrachte ich das als erledigt.“
promises-did-close-until = Bis zum genannten Tag kam nichts: erledigt
promises-did-until = Schließt von selbst, wenn bis { $when } nichts kommt

promises-title = Versprechen
promises-kind-update = Nachricht
promises-kind-action = Erledigung
promises-kind-callback = Anruf
promises-kind-money = Geld
promises-acts = Was ist mit „{ $promise }“?
promises-kept = Eingehalten
promises-kept-phone = Eingehalten, am Telefon gesagt
promises-released = Braucht keine Nachricht
promises-later = Neue Zeit
promises-later-phone = Am Telefon gesagt: neue Zeit
promises-n-kept = { $n } eingehalten
promises-n-broken = { $n } gebrochen
promises-n-released = { $n } erlassen
promises-was-kept = eingehalten
promises-was-renegotiated = rechtzeitig neue Zeit genannt
promises-was-released = keine Nachricht nötig
promises-was-broken = { $span } zu spät

# Während ein Brief geschrieben wird
promises-chips = Zeiten in diesem Brief
promises-chip = Versprechen: { $kind }, { $when }
promises-chip-until = Durch Stille erledigt: { $when }
promises-chip-accept = Annehmen
promises-chip-drop = Kein Versprechen
promises-chip-accepted = Mit diesem Brief versprochen. { $label }
promises-chip-offered = { $label }. Strg Leertaste nimmt an, Escape verwirft.
promises-chip-gone = So steht es nicht mehr im Brief. { $label }
promises-chip-muted = Nach solchen Zeiten werden Sie nicht mehr gefragt. { $label }
promises-chip-again = Wieder fragen

# Fast fällig und nichts Neues
promises-holding-title = Eine Zeile, solange es nichts Neues gibt
promises-holding = Nachricht ist fällig: { $when }. Nichts Neues? Diese Zeile hält Ihr Wort:
promises-holding-late = Nachricht war fällig: { $when }. Diese Zeile geht jetzt:
promises-holding-line = Es gibt noch nichts Neues: Wir warten noch auf eine Antwort. Ich schreibe Ihnen bis { $when } wieder.
promises-holding-line-first = Auf Ihren Brief haben wir noch keine Antwort. Ich schreibe Ihnen bis { $when }.
promises-holding-send = Diese Zeile senden
promises-no-time-said = Diese Zeile nennt keine Zeit, die sich lesen lässt. Sagen Sie, bis wann Sie wieder schreiben, etwa „Ich schreibe Ihnen bis Freitag 12:00 Uhr.“

# Auf der Seite der Person
promises-release = Ich brauche hierzu keine weitere Nachricht
promises-done-released = Danke. Dafür halten wir keinen Termin mehr.
promises-third-party = Wartet auf andere
promises-turn-us = Wir sind am Zug
promises-wait-third-party = Wartet auf andere
promises-until-choice = durch Stille erledigt …
promises-parked = Zurückgelegt bis { $when }.

# Hinter dem Schrägstrich
promises-slash = Was sich schreiben lässt
promises-slash-said = { $n } zur Auswahl. Pfeile wählen, die Eingabetaste nimmt.
promises-slash-promise = Sagen, bis wann Sie wieder schreiben
promises-slash-until = Schließt von selbst, wenn nichts kommt
promises-say-by = Ich schreibe Ihnen bis |.
promises-say-until = Wenn ich bis | nichts von Ihnen höre, betrachte ich das als erledigt.
promises-slash-plan = Unser Plan für diesen Fall
promises-slash-give = Etwas geben, aus Kulanz

# Einstellungen
promises-times = Zeiten, nach denen Sie nicht gefragt werden
promises-times-lead = Nennt ein Brief von Ihnen eine Zeit, so wird gefragt, ob sie ein Versprechen ist. Zweimal Escape beendet das für Zeiten dieser Form. Hier beginnt es wieder.
promises-times-none = Sie werden nach jeder Zeit gefragt, die sich lesen lässt.
promises-no-such-phrase = Senden Sie die Wendung so, wie ein Vorschlag sie nennt: ein bis 60 Zeichen.
