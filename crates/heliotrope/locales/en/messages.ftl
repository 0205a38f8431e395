not-found-attachment = There is no file { $which } that you can see.
messages-pictures-held = { $n ->
    [one] One picture from outside is not shown: its server would learn that the letter was read.
   *[other] { $n } pictures from outside are not shown: their servers would learn that the letter was read.
}
messages-source = Headers and source of a letter
messages-headers = Headers
messages-as-it-came = As it came
messages-source-cut = Only the beginning stands here. Save the letter to read all of it.
messages-save = Save the letter
messages-back-to-case = Back to case { $number }
messages-vouched = { $server } says of its sender: SPF { $spf }, DKIM { $dkim }, DMARC { $dmarc }.
messages-nobody-vouches = No server that is believed here vouches for its sender. The setting inbound.authserv names those that are.
