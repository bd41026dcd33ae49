/// A name to be looked up by its UTF-8: file systems tell apart what Unicode, and with it `String`, takes for equal.
struct NameKey: Hashable, Sendable {
    private let bytes: [UInt8]

    init(_ name: String) { bytes = Array(name.utf8) }
}
