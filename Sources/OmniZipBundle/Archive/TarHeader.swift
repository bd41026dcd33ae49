/// The 512 bytes before a member of a tar archive, in the form that POSIX calls ustar (IEEE Std 1003.1, pax, "ustar
/// Interchange Format"). Owner, group and time are zero, so that equal content gives equal archives.
struct TarHeader: Hashable, Sendable {
    /// Size of a header, and of the blocks that members are padded to.
    static let blockBytes = 512
    /// Eleven octal digits hold no larger size.
    static let maximumMemberBytes = (1 << 33) - 1
    /// The header's field holds no longer name.
    static let maximumNameBytes = 100

    /// Name of the member.
    var name: String
    /// Size of its content.
    var byteCount: Int

    /// Bytes of zeros after the content.
    var paddingBytes: Int { (Self.blockBytes - byteCount % Self.blockBytes) % Self.blockBytes }

    /// The header as it lies in the archive; nil if name or size do not fit.
    var bytes: [UInt8]? {
        guard name.utf8.count <= Self.maximumNameBytes, (0...Self.maximumMemberBytes).contains(byteCount) else {
            return nil
        }
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        func put(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put(name, at: 0)
        put("0000644\0", at: 100)
        put("0000000\0", at: 108)
        put("0000000\0", at: 116)
        put(Self.octal(byteCount, digits: 11) + "\0", at: 124)
        put("00000000000\0", at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\0", at: 257)
        put("00", at: 263)
        put(Self.octal(Self.checksum(of: block), digits: 6) + "\0 ", at: 148)
        return block
    }

    /// A header for a member.
    init(name: String, byteCount: Int) {
        self.name = name
        self.byteCount = byteCount
    }

    /// Reads a header of a regular file.
    ///
    /// - Returns: nil for a block of zeros, which ends an archive.
    /// - Throws: `TarHeader.Problem` for anything else.
    init?(_ block: [UInt8]) throws(Problem) {
        guard block.count == Self.blockBytes else { throw Problem(cause: "the header is cut") }
        if block.allSatisfy({ $0 == 0 }) { return nil }
        var blank = block
        blank.replaceSubrange(148..<156, with: [UInt8](repeating: UInt8(ascii: " "), count: 8))
        guard Self.number(block[148..<156]) == Self.checksum(of: blank) else {
            throw Problem(cause: "the header's checksum is wrong")
        }
        guard block[156] == UInt8(ascii: "0") || block[156] == 0 else {
            throw Problem(cause: "a member is no regular file")
        }
        guard let size = Self.number(block[124..<136]), size >= 0 else {
            throw Problem(cause: "a member's size is no number")
        }
        name = String(decoding: block[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        byteCount = size
    }

    /// Why a block is no header.
    struct Problem: Error {
        let cause: String
    }

    private static func checksum(of block: [UInt8]) -> Int { block.reduce(0) { $0 + Int($1) } }

    private static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}
