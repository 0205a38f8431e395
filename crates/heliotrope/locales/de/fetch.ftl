# Briefe, die per IMAP von einem anderen Server geholt werden.

fetch-unknown-host = Einen Server mit dem Namen { $server } gibt es nicht: { $said }
fetch-refused = { $server } nimmt dort keine Verbindung an: { $said }
fetch-unreachable = { $server } ist nicht zu erreichen: { $said }
fetch-timeout = { $server } antwortet nicht. { $said }
fetch-certificate = { $server } zeigt ein Zertifikat, dem nicht vertraut wird: { $said }
fetch-tls = Mit { $server } kam keine verschlüsselte Verbindung zustande: { $said }
fetch-no-starttls = { $server } bietet keine Verschlüsselung an (STARTTLS), und dieses Postfach verlangt sie.
fetch-no-sign-in = { $server } bietet keine Anmeldung an, die hier bekannt ist.
fetch-sign-in = { $server } lässt uns mit diesem Namen und Passwort nicht ein. Der Server sagt: { $said }
fetch-token = { $server } nimmt die Zustimmung für dieses Konto nicht an. Hat sich das Postfach selbst beim Anbieter angemeldet? Die Antwort lautet: { $said }
fetch-consent = Die Zustimmung für dieses Postfach ist beendet: Jemand, der den Desk verwaltet, muss sich erneut beim Anbieter anmelden. Die Antwort lautet: { $said }
fetch-program = Der Anbieter kennt diesen Desk nicht mehr: Client-ID oder Geheimnis müssen neu eingegeben werden. Die Antwort lautet: { $said }
fetch-no-token = Der Anbieter dieses Postfachs hat diesmal kein Zugangszeichen gegeben; er wird von selbst wieder gefragt. { $said }
fetch-elsewhere = Die Zustimmung für dieses Postfach gilt nicht für { $server }; so geht kein Zugangszeichen dorthin.
fetch-folder = { $server } öffnet den Ordner nicht: { $said } – wurde er umbenannt, geben Sie auf der Seite des Postfachs den neuen Namen an. Die anderen Ordner werden geholt.
fetch-cut = { $server } hat die Verbindung beendet, bevor eine Antwort kam.
fetch-bye = { $server } hat sich verabschiedet: { $said }
fetch-protocol = { $server } sagt etwas, das kein IMAP ist. { $said }
fetch-too-much = { $server } hat mehr geschickt als angekündigt.
fetch-not-back = Der Brief ist noch nicht zurückgekommen.
fetch-sealed = Das hinterlegte Passwort ließ sich nicht öffnen: { $said }
fetch-not-kept = Ein Brief konnte hier nicht aufgeschrieben werden: { $said }
fetch-no = { $server } sagt: { $said }
