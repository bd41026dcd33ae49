import Foundation

/// Single-precision tensors of a safetensors file of the tests.
struct ReferenceTensors {
    /// Where a tensor lies in the file.
    private struct Entry: Decodable {
        let shape: [Int]
        let data_offsets: [Int]
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Header: Decodable {
        var metadata: [String: String] = [:]
        var entries: [String: Entry] = [:]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys {
                if key.stringValue == "__metadata__" {
                    metadata = try container.decode([String: String].self, forKey: key)
                } else {
                    entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
                }
            }
        }
    }

    /// A tensor is missing from the file.
    struct MissingTensor: Error {
        let name: String
    }

    private let header: Header
    private let values: Data

    /// Reads `Golden/path`.
    init(_ path: String) throws {
        let url = Bundle.module.bundleURL.appendingPathComponent("Golden/\(path)")
        let data = try Data(contentsOf: url)
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        header = try JSONDecoder().decode(Header.self, from: data.dropFirst(8).prefix(length))
        values = Data(data.dropFirst(8 + length))
    }

    /// The file's metadata as an integer.
    func integer(_ key: String) throws -> Int {
        guard let value = header.metadata[key].flatMap({ Int($0) }) else { throw MissingTensor(name: key) }
        return value
    }

    /// The shape of a tensor.
    func shape(_ name: String) throws -> [Int] {
        guard let entry = header.entries[name] else { throw MissingTensor(name: name) }
        return entry.shape
    }

    /// The values of a tensor of type F32.
    func floats(_ name: String) throws -> [Float] {
        guard let entry = header.entries[name] else { throw MissingTensor(name: name) }
        return values[entry.data_offsets[0]..<entry.data_offsets[1]].withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }
}

/// The largest absolute difference of two lists, infinite if their lengths differ.
func largestDifference(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
    let (a, b) = (Array(a), Array(b))
    guard a.count == b.count else { return .infinity }
    var largest: Float = 0
    for (x, y) in zip(a, b) {
        let difference = abs(x - y)
        if !(difference <= largest) { largest = difference }
    }
    return largest
}
