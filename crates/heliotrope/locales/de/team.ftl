not-found-agent = Es gibt hier niemanden { $which }, dem Sie einen Fall geben können.
