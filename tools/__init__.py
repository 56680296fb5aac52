"""What builds, checks and starts PeerHub from a checkout. Nothing here is needed once it runs."""
