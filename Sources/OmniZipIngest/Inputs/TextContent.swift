/// Recognises text: no format that holds pictures or sound is written without control bytes and in valid UTF-8. Texts
/// that refer to media, such as playlists, are no media themselves.
enum TextContent {
    /// What kind of text begins with `block`; nil if it is none.
    static func kind(of block: ArraySlice<UInt8>) -> String? {
        let whole = withoutCutLetter(block)
        guard !whole.isEmpty, !whole.contains(where: isControl), String(validating: whole, as: UTF8.self) != nil else {
            return nil
        }
        let text = block.starts(with: [0xEF, 0xBB, 0xBF]) ? block.dropFirst(3) : block
        let start = text.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix(16)
        let beginning = String(decoding: start, as: UTF8.self).lowercased()
        if beginning.hasPrefix("<!doctype html") || beginning.hasPrefix("<html") { return "an HTML page" }
        return beginning.hasPrefix("<?xml") ? "an XML document" : "text"
    }

    /// The block without the first bytes of a letter that goes on after its end.
    private static func withoutCutLetter(_ block: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let start = block.suffix(3).lastIndex(where: { $0 & 0xC0 != 0x80 }), (0xC2...0xF4).contains(block[start])
        else { return block }
        let count = block[start] >= 0xF0 ? 4 : block[start] >= 0xE0 ? 3 : 2
        return block.endIndex - start < count ? block[..<start] : block
    }

    /// Tabs, line ends and form feeds are text.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte == 0x7F || (byte < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains(byte))
    }
}
