import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport

/// Small files of embeddings for `omnizip compress`.
enum EmbeddingFiles {
    /// Two windows of two patches of 3 x 4 cells and 50 audio tokens, 16 wide.
    static func write(to path: String) throws -> String {
        var generator = SeededGenerator(seed: 11)
        let saliency = (0..<100).map { _ in generator.nextUnit() }
        let file = try EmbeddingsFile(
            audio: TokenMatrix(rows: 100, columns: 16, values: generator.normals(1600)),
            video: TokenMatrix(rows: 48, columns: 16, values: generator.normals(768)), saliency: saliency,
            patchCount: 4, grid: CellGrid(height: 3, width: 4),
            windows: [TimeWindow(audio: 0..<50, patches: 0..<2), TimeWindow(audio: 50..<100, patches: 2..<4)],
            modality: nil)
        try file.write(to: path)
        return path
    }

    /// Tokens of another encoder for a plan: as many as it has, and nothing else.
    static func write(rowsFor plan: PruningPlan, dimension: Int, to path: String) throws {
        var generator = SeededGenerator(seed: 12)
        let counts = [("audio_embeddings", plan.audioKeep.count), ("video_embeddings", plan.videoKeep.count)]
        let writer = try SafetensorsWriter(
            path: path, tensors: counts.map { SafetensorsDeclaration($0.0, .f32, [$0.1, dimension]) }, metadata: [:])
        for (name, count) in counts { try writer.write(generator.normals(count * dimension), to: name) }
        try writer.publish()
    }

    /// The same file with one element of `tensor` (32-bit floats) replaced.
    static func write(to path: String, element: Int, of tensor: String, value: Float) throws -> String {
        _ = try write(to: path)
        let reader = try SafetensorsFile(path: path)
        var bytes = reader.bytes
        let place = try reader.dataStart(of: tensor) + 4 * element
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }
}

/// The bytes and the header of a safetensors file, read without the code under test.
struct SafetensorsFile {
    let bytes: [UInt8]
    let header: [String: Any]
    private let dataOffset: Int

    init(path: String) throws {
        bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        dataOffset = 8 + length
        let json = try JSONSerialization.jsonObject(with: Data(bytes[8..<dataOffset]))
        header = json as? [String: Any] ?? [:]
    }

    /// Where the tensor's bytes start in the file.
    func dataStart(of tensor: String) throws -> Int {
        let entry = header[tensor] as? [String: Any]
        guard let offsets = entry?["data_offsets"] as? [Int], offsets.count == 2 else {
            throw TestSupportError("there is no tensor \(tensor)")
        }
        return dataOffset + offsets[0]
    }

    /// The file with another header; its data is the same.
    func replacingHeader(_ header: [String: Any]) throws -> Data {
        var json = try JSONSerialization.data(withJSONObject: header)
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        var length = UInt64(json.count).littleEndian
        return withUnsafeBytes(of: &length) { Data($0) } + json + Data(bytes[dataOffset...])
    }
}
