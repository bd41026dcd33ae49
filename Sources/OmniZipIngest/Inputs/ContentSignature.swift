/// How files of a kind begin.
struct ContentSignature: Sendable {
    /// What the file is; nil for media that could be taken for something else.
    let kind: String?
    private let bytes: [UInt8]
    /// The file is not of this kind if its first block has these bytes anywhere.
    private let unless: [UInt8]?

    private init(_ kind: String?, _ bytes: [UInt8], unless: [UInt8]? = nil) {
        self.kind = kind
        self.bytes = bytes
        self.unless = unless
    }

    /// Whether a file that begins with `block` is of this kind.
    func matches(_ block: ArraySlice<UInt8>) -> Bool {
        guard block.starts(with: bytes) else { return false }
        guard let unless else { return true }
        return !block.indices.contains { block[$0...].starts(with: unless) }
    }

    /// Signatures, the first match counts. They are of at least three bytes, which raw video or sound does not begin
    /// with by chance.
    static let all: [ContentSignature] =
        [
            // Media whose beginning can be all printable.
            ContentSignature(nil, Array("YUV4MPEG2 ".utf8)),
            ContentSignature(nil, Array("#!AMR".utf8)),
            ContentSignature("a PDF document", Array("%PDF-".utf8)),
            ContentSignature("a ZIP archive or office document", [0x50, 0x4B, 0x03, 0x04]),
            ContentSignature("a ZIP archive or office document", [0x50, 0x4B, 0x05, 0x06]),
            ContentSignature("a gzip archive", [0x1F, 0x8B, 0x08]),
            ContentSignature("an xz archive", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
            ContentSignature("a zstd archive", [0x28, 0xB5, 0x2F, 0xFD]),
            ContentSignature("a 7z archive", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
            ContentSignature("a program", [0x7F, 0x45, 0x4C, 0x46]),
            ContentSignature("an SQLite database", Array("SQLite format 3\0".utf8)),
            // Motion JPEG without a container begins alike: its names promise media, see `MediaNames`.
            ContentSignature("a JPEG picture", [0xFF, 0xD8, 0xFF]),
            // An animation begins like a picture, and says so before its first picture.
            ContentSignature(
                "a PNG picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], unless: Array("acTL".utf8)),
            ContentSignature("a TIFF picture", [0x49, 0x49, 0x2A, 0x00]),
            ContentSignature("a TIFF picture", [0x4D, 0x4D, 0x00, 0x2A]),
        ] + (1...9).map { ContentSignature("a bzip2 archive", Array("BZh\($0)1AY&SY".utf8)) }
}
