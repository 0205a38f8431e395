# Der Plan

plans-title = Plan
plans-can = Was wir tun können
plans-cannot = Was wir nicht tun können
plans-write = Plan schreiben
plans-change = Plan ändern
plans-next-steps = Nächste Schritte
plans-one-a-line = Je Zeile einer. Die Kundin oder der Kunde liest sie so, wie sie hier stehen.
plans-keep = Plan behalten
plans-up = Nach oben
plans-down = Nach unten
plans-step-acts = Den Schritt ändern: { $step }
plans-step-next = als Nächstes
plans-step-doing = in Arbeit
plans-step-done = erledigt
plans-step-dropped = fallen gelassen
plans-none-yet = Noch kein Plan.
plans-none-until = Noch kein Plan? Nächste Nachricht bis
plans-none-at = eine andere Zeit
plans-none-do = Im Brief sagen
plans-none-drop = Zu einem Plan ist nichts zu sagen
plans-none-opening = Wir haben noch keinen Plan.
plans-none-sentence = Wir haben noch keinen Plan. Ich gehe der Sache nach und schreibe Ihnen bis { $when }.

plans-empty-step = Ein Schritt braucht Worte. Sagen Sie kurz, was geschieht.
plans-too-long = Das ist länger als { $most } Zeichen. Sagen Sie es kürzer: Es wird mit einem Blick gelesen.
plans-too-many = Ein Plan hat höchstens { $most } Schritte. Fassen Sie einige zusammen.
plans-none-when = Niemand wartet ohne Termin: Sagen Sie, wann Sie wieder schreiben.
plans-until-alone = „until“ sagt, wann Sie wieder schreiben, solange es keinen Plan gibt. Senden Sie es mit „none_yet“: true.
plans-has-steps = Es liegen noch Schritte vor uns. Lassen Sie sie erst fallen, oder schreiben Sie, wenn sie fällig sind.
not-found-plan = Im Fall { $which } steht kein Plan.
not-found-step = In diesem Plan gibt es keinen Schritt { $which }.

# Die Seite der Kundin oder des Kunden
plans-ours = Unser Plan
plans-none-yet-theirs = Wir haben noch keinen Plan. Wir gehen der Sache nach.
plans-not-mine = Das ist nicht, was ich brauche
plans-instead = Was brauchen Sie stattdessen?
plans-instead-send = Senden

# Der Fuß eines Briefes
plans-foot = Unser Plan: { $plan }
plans-foot-can = wir können: { $what }
plans-foot-cannot = wir können nicht: { $what }
plans-foot-step = { $step } ({ $state })
