/// Recognises text: no format that holds pictures or sound is written without control bytes and in valid UTF-8. Texts
/// that refer to media, such as playlists, are no media themselves.
enum TextContent {
    /// What kind of text begins with `block`; nil if it is none.
    static func kind(of block: ArraySlice<UInt8>) -> String? {
        guard !block.isEmpty, !block.contains(where: isControl) else { return nil }
        // The block may end within a letter.
        let cut = block.suffix(3).lastIndex { $0 >= 0xC0 } ?? block.endIndex
        let isUTF8 = String(validating: block, as: UTF8.self) != nil
        guard isUTF8 || (cut > block.startIndex && String(validating: block[..<cut], as: UTF8.self) != nil) else {
            return nil
        }
        let text = block.starts(with: [0xEF, 0xBB, 0xBF]) ? block.dropFirst(3) : block
        let start = text.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix(16)
        let beginning = String(decoding: start, as: UTF8.self).lowercased()
        if beginning.hasPrefix("<!doctype html") || beginning.hasPrefix("<html") { return "an HTML page" }
        return beginning.hasPrefix("<?xml") ? "an XML document" : "text"
    }

    /// Tabs, line ends and form feeds are text.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte == 0x7F || (byte < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains(byte))
    }
}
