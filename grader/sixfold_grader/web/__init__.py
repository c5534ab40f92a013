"""The reviewer's console: server-rendered pages over the records. It holds no policy of its own."""
