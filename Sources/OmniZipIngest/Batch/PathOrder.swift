/// The order of paths in lists and runs: by the bytes of their UTF-8, whatever the locale.
enum PathOrder {
    static func precedes(_ one: String, _ other: String) -> Bool {
        one.utf8.lexicographicallyPrecedes(other.utf8)
    }
}
