import Foundation
import OmniZipTestSupport

/// Clips to damage, and ways to do it.
enum DamagedFiles {
    static let picture = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p"]
    static let sound = ["-c:a", "aac", "-ar", "44100"]

    /// Four seconds of picture and tone in the container that the name asks for; MP4 with its index in front.
    static func makeClip(_ name: String, in folder: TemporaryFolder) throws -> URL {
        let file = folder.url(name)
        try FFmpegTool.makeClip(
            file, seconds: 4, codec: picture + sound + (name.hasSuffix("mp4") ? ["-movflags", "+faststart"] : []),
            toneSeconds: 4)
        return file
    }

    /// Keeps the first `fraction` of the file's bytes.
    static func truncate(_ file: URL, to fraction: Double) throws {
        let bytes = try Data(contentsOf: file)
        try bytes.prefix(Int(Double(bytes.count) * fraction)).write(to: file)
    }

    /// Where the packets of the video stream lie in the file, in the file's order.
    static func videoPackets(of file: URL) throws -> [Range<Int>] {
        let lines = try FFmpegTool.probe([
            "-select_streams", "v:0", "-show_entries", "packet=pos,size", "-of", "csv=p=0", file.path,
        ]).split(whereSeparator: \.isNewline)
        return lines.compactMap { line in
            let values = line.split(separator: ",").compactMap { Int($0) }
            return values.count == 2 ? values[1]..<values[1] + values[0] : nil
        }.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// Overwrites a stretch, given in fractions of the file, with bytes from a seed.
    static func overwrite(_ file: URL, from: Double, to: Double, seed: UInt64) throws {
        var bytes = [UInt8](try Data(contentsOf: file))
        var generator = SeededGenerator(seed: seed)
        for place in Int(Double(bytes.count) * from)..<Int(Double(bytes.count) * to) {
            bytes[place] = UInt8(truncatingIfNeeded: generator.next())
        }
        try Data(bytes).write(to: file)
    }
}
