import Foundation
import Testing

@testable import OmniZipCore

/// A test vector: a safetensors file of this target's resources, read without checks of hostile input.
struct GoldenFile {
    let name: String
    let metadata: [String: String]
    private let entries: [String: (dtype: String, shape: [Int], bytes: Data)]

    struct Unreadable: Error {
        let what: String
    }

    static func names(in folder: String) -> [String] {
        guard let url = Bundle.module.url(forResource: "Golden/\(folder)", withExtension: nil),
            let files = try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
        else { return [] }
        return files.filter { $0.pathExtension == "safetensors" }
            .map { "\(folder)/\($0.deletingPathExtension().lastPathComponent)" }.sorted()
    }

    init(_ name: String) throws {
        self.name = name
        guard let url = Bundle.module.url(forResource: "Golden/\(name)", withExtension: "safetensors") else {
            throw Unreadable(what: name)
        }
        let file = try Data(contentsOf: url)
        let length = file.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        let start = 8 + length
        let header = try JSONSerialization.jsonObject(with: file[8..<start]) as? [String: Any] ?? [:]
        metadata = header["__metadata__"] as? [String: String] ?? [:]
        var entries: [String: (dtype: String, shape: [Int], bytes: Data)] = [:]
        for (key, value) in header where key != "__metadata__" {
            guard let entry = value as? [String: Any], let dtype = entry["dtype"] as? String,
                let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int]
            else { throw Unreadable(what: "\(name): \(key)") }
            entries[key] = (dtype, shape, Data(file[start + offsets[0]..<start + offsets[1]]))
        }
        self.entries = entries
    }

    func number(_ key: String) throws -> Double {
        guard let text = metadata[key], let value = Double(text) else { throw Unreadable(what: "\(name): \(key)") }
        return value
    }

    func integer(_ key: String) throws -> Int { Int(try number(key)) }

    func floats(_ key: String) throws -> [Float] { try values(key, "F32") }

    func doubles(_ key: String) throws -> [Double] { try values(key, "F64") }

    func integers(_ key: String) throws -> [Int] { try values(key, "I64").map { (value: Int64) in Int(value) } }

    func bytes(_ key: String) throws -> [UInt8] { try values(key, "U8") }

    func mask(_ key: String) throws -> [Bool] { try bytes(key).map { $0 != 0 } }

    func tokens(_ key: String) throws -> TokenMatrix {
        guard let shape = entries[key]?.shape, shape.count == 2 else { throw Unreadable(what: "\(name): \(key)") }
        return TokenMatrix(rows: shape[0], columns: shape[1], values: try floats(key))
    }

    /// Ranges of an [N, 2] tensor of half-open bounds.
    func ranges(_ key: String) throws -> [Range<Int>] {
        let bounds = try integers(key)
        return stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]..<bounds[$0 + 1] }
    }

    func grid() throws -> CellGrid { CellGrid(height: try integer("cells_h"), width: try integer("cells_w")) }

    func parameters(_ scope: CompressionScope) throws -> CompressionParameters {
        CompressionParameters(
            rhoAudio: try number("rho_audio"), rhoVideo: try number("rho_video"),
            contextualRatio: try number("contextual_ratio"), mergeCount: try integer("g"), scope: scope)
    }

    private func values<Element>(_ key: String, _ dtype: String) throws -> [Element] {
        guard let entry = entries[key], entry.dtype == dtype else { throw Unreadable(what: "\(name): \(key)") }
        return entry.bytes.withUnsafeBytes { raw in
            stride(from: 0, to: raw.count, by: MemoryLayout<Element>.size)
                .map { raw.loadUnaligned(fromByteOffset: $0, as: Element.self) }
        }
    }
}

/// Largest difference of two token matrices, relative to the largest value.
func relativeDifference(_ a: TokenMatrix, _ b: TokenMatrix) -> Float {
    guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
    let largest = b.values.reduce(0) { max($0, abs($1)) }
    let difference = zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    return largest > 0 ? difference / largest : difference
}
