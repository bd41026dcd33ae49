import Foundation
import Testing

/// Reads the golden vectors of this target. They are trusted files, so this does not check what it reads.
struct GoldenTensors {
    let metadata: [String: String]
    private let header: [String: Any]
    private let data: Data

    init(_ path: String) throws {
        let url = try #require(Bundle.module.url(forResource: "Golden/\(path)", withExtension: nil))
        let bytes = try Data(contentsOf: url)
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let json = try JSONSerialization.jsonObject(with: bytes[8..<8 + length])
        header = try #require(json as? [String: Any])
        metadata = header["__metadata__"] as? [String: String] ?? [:]
        data = bytes[(8 + length)...]
    }

    /// One value of the metadata.
    func number<T: LosslessStringConvertible>(_ key: String, as type: T.Type = T.self) throws -> T {
        try #require(metadata[key].flatMap(T.init))
    }

    /// A tensor's elements, read as `type`.
    func values<T: BitwiseCopyable>(_ name: String, as type: T.Type = T.self) throws -> [T] {
        let entry = try #require(header[name] as? [String: Any])
        let offsets = try #require(entry["data_offsets"] as? [Int])
        let bytes = data[(data.startIndex + offsets[0])..<(data.startIndex + offsets[1])]
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / MemoryLayout<T>.stride).map {
                raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.stride, as: T.self)
            }
        }
    }
}

/// Parsed Golden/qwen_geometry.json: what Qwen's own tools answer.
struct QwenGeometry: Decodable {
    struct Resize: Decodable {
        let height: Int
        let width: Int
        let min_pixels: Double
        let max_pixels: Double
        let out: [Int]
    }
    struct FrameOptions: Decodable {
        let fps: Double?
        let min_frames: Int?
        let max_frames: Int?
    }
    struct Frames: Decodable {
        let total_frames: Int
        let video_fps: Double
        let options: FrameOptions
        let nframes: Int
        let indices: [Index]
    }
    struct Picture: Decodable {
        let height: Int
        let width: Int
        let nframes: Int
        let video_max_pixels: Int
        let utils: [Int]
        let final: [Int]
    }
    struct Indices: Decodable {
        let total_frames: Int
        let nframes: Int
        let indices: [Int]
    }
    /// A frame index, or the mark where a long list was cut.
    enum Index: Decodable, Equatable {
        case frame(Int)
        case cut

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Int.self) { self = .frame(value) } else { self = .cut }
        }
    }

    let smart_resize: [Resize]
    let smart_nframes: [Frames]
    let picture_size: [Picture]
    let frame_indices: [Indices]

    static func load() throws -> QwenGeometry {
        let url = try #require(Bundle.module.url(forResource: "Golden/qwen_geometry.json", withExtension: nil))
        return try JSONDecoder().decode(QwenGeometry.self, from: Data(contentsOf: url))
    }
}
