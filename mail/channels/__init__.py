"""The channels, one class and one file each; mail/channel.py says what a channel is."""
