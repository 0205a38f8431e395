not-found-arrival = Ein Eingang { $which } ist hier nicht verzeichnet.
