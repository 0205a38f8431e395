not-found-mailbox = Ein Postfach { $which } gibt es nicht.
