import Foundation

/// Rewrites an MP4 file so that its tracks say: the media lie in another file.
enum ReferringMovie {
    /// How a track names the other file.
    enum Reference: CaseIterable {
        /// A Macintosh alias record, which FFmpeg follows where it is told to.
        case alias
        /// A URL.
        case url
    }

    /// `movie` without its media, every data reference pointing to `path`.
    static func make(from movie: Data, pointingTo path: String, by reference: Reference) -> Data {
        let entry =
            switch reference {
            case .alias: box("alis", alias(path))
            case .url: box("url ", Data(count: 4) + Data("file://\(path)".utf8) + Data(count: 1))
            }
        return rewrite(movie, entry: entry)
    }

    private static func rewrite(_ boxes: Data, entry: Data) -> Data {
        var result = Data()
        var rest = boxes
        while rest.count >= 8 {
            let size = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard (8...rest.count).contains(size) else { break }
            let name = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
            let body = Data(rest.prefix(size).dropFirst(8))
            rest = Data(rest.dropFirst(size))
            switch name {
            case "mdat": break
            case "moov", "trak", "mdia", "minf", "dinf": result += box(name, rewrite(body, entry: entry))
            case "dref": result += box(name, body.prefix(8) + entry)
            default: result += box(name, body)
            }
        }
        return result
    }

    private static func box(_ name: String, _ body: Data) -> Data {
        number(body.count + 8, bytes: 4) + Data(name.utf8) + body
    }

    /// An alias record with the volume "X", the file's name and its absolute path (kind 2).
    private static func alias(_ path: String) -> Data {
        let name = Data((path as NSString).lastPathComponent.utf8)
        var absolute = Data("X\(path)".utf8)
        if absolute.count % 2 == 1 { absolute.append(0) }
        var record = Data(count: 4 + 10) + Data([1]) + Data("X".utf8) + Data(count: 26 + 12)
        record += Data([UInt8(name.count)]) + name + Data(count: 63 - name.count)
        record += Data(count: 16 + 4 + 16)
        return record + number(2, bytes: 2) + number(absolute.count, bytes: 2) + absolute + Data([0xff, 0xff, 0, 0])
    }

    private static func number(_ value: Int, bytes: Int) -> Data {
        Data((0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }
}
