import Testing

@testable import OmniZipBundle

@Suite struct SafetensorsReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ json: String, data: Int, length: UInt64? = nil) -> [UInt8] {
        let bytes = Array(json.utf8)
        let length = length ?? UInt64(bytes.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + bytes
            + [UInt8](repeating: 1, count: data)
    }

    private func failure(_ bytes: [UInt8]) throws -> BundleError? {
        let path = try folder.put(bytes, as: "x.safetensors")
        let error = #expect(throws: BundleError.self) { try SafetensorsReader(path: path) }
        #expect(error?.path == path)
        return error
    }

    @Test func otherWritersFilesAreRead() throws {
        // Names in any order, unaligned data, an unpadded header, unknown members, a scalar, trailing spaces.
        let json = """
            { "b" : {"data_offsets":[1,5],"extra":[{"deep":[null,-1.5e3,"x"]},{}],"dtype":"F32","shape":[]},
            "a\\u00e9\\ud83d\\ude00":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]} }   \n
            """
        let path = try folder.put(file(String(json.dropFirst()), data: 5), as: "x")
        #expect(throws: BundleError.self) { try SafetensorsReader(path: path) }
        let reader = try SafetensorsReader(path: folder.put(file(json, data: 5), as: "x"))
        #expect(reader.header.tensors.map(\.name) == ["aé😀", "b"])
        #expect(try reader.mask("aé😀") == [true])
        #expect(try reader.tensor("b").elementCount == 1)
        #expect(try reader.bytes(of: "b") == [1, 1, 1, 1])
        #expect(try reader.floats(of: "b").count == 1)
    }

    @Test func emptyFilesOfTensorsAreRead() throws {
        for json in ["{}", #"{"__metadata__":{}}"#, #"{"a":{"dtype":"I64","shape":[3,0],"data_offsets":[0,0]}}"#] {
            let reader = try SafetensorsReader(path: folder.put(file(json, data: 0), as: "x"))
            #expect(reader.header.dataByteCount == 0)
        }
    }

    static let broken: [(json: String, data: Int, message: String)] = [
        (#""#, 0, "expected \"{\""), (#" {}"#, 0, "expected \"{\""), (#"[]"#, 0, "expected \"{\""),
        (#"{}x"#, 0, "after the header"), (#"{}"#, 3, "tensors end at byte 0, the data has 3"),
        (#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#, 3, "tensors end at byte 4"),
        (#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[1,5]}}"#, 5, "leaves a hole"),
        (
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
            4, "b overlaps"
        ),
        (#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}"#, 4, "data_offsets [4, 0]"),
        (#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0]}}"#, 4, "data_offsets [0]"),
        (#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,4]}}"#, 4, "data_offsets"),
        (#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}"#, 4, "needs 16 bytes and has 4"),
        (#"{"a":{"dtype":"U8","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "impossible shape"),
        (#"{"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0, "impossible shape"),
        (#"{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,0]}}"#, 0, "impossible shape"),
        (#"{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,0]}}"#, 0, "too large"),
        (#"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}"#, 0, "expected a whole number"),
        (#"{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}"#, 1, "expected a whole number"),
        (#"{"a":{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}}"#, 1, "expected a whole number"),
        (#"{"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}}"#, 1, "begins with 0"),
        (#"{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}"#, 1, "expected \"[\""),
        (#"{"a":{"dtype":"U8","shape":[1,],"data_offsets":[0,1]}}"#, 1, "expected a whole number"),
        (#"{"a":{"dtype":"U9","shape":[1],"data_offsets":[0,1]}}"#, 1, "unknown dtype \"U9\""),
        (#"{"a":{"dtype":"U8","shape":[1]}}"#, 1, "lacks"),
        (#"{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}"#, 1, "shape of tensor a occurs twice"),
        (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},}"#, 1, "expected a key"),
        (
            #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
            2, "\"a\" occurs twice"
        ),
        (#"{"__metadata__":{"k":1}}"#, 0, "\"k\" is not a string"),
        (#"{"__metadata__":{"k":"1","k":"2"}}"#, 0, "\"k\" occurs twice"),
        (#"{"__metadata__":null}"#, 0, "expected \"{\""), (#"{"a":null}"#, 0, "expected \"{\""),
        (#"{"a\ud800":{}}"#, 0, "surrogate"), (#"{"a\ud800\u0041":{}}"#, 0, "surrogate"),
        (#"{"a\udc00":{}}"#, 0, "surrogate"), (#"{"a\x":{}}"#, 0, "unknown escape"), (#"{"a\u12g4":{}}"#, 0, "hex"),
        (#"{"a"#, 0, "ends inside a string"), (#"{"a\"#, 0, "ends inside a string"), ("{\"a\n\":{}}", 0, "control"),
        (#"{"a":{"x":"#, 0, "where a value"), (#"{"a":{"x":[1,"#, 0, "where a value"),
        (#"{"a":{"x":nul}}"#, 0, "a value"),
        (#"{"a":{"x":[1}}}"#, 0, "closing bracket"), (#"{"a":{"x":{"y" 1}}}"#, 0, "expected \":\""),
    ]

    @Test(arguments: broken.indices)
    func brokenHeadersSayWhatIsWrong(index: Int) throws {
        let (json, data, message) = Self.broken[index]
        let error = try failure(file(json, data: data))
        #expect(error?.description.contains(message) == true, "\(json): \(String(describing: error))")
    }

    @Test func badUTF8IsRefused() throws {
        var bytes = file(#"{"aa":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, data: 1)
        bytes[10] = 0xFF
        #expect(try failure(bytes)?.cause.contains("bad UTF-8") == true)
    }

    @Test func lengthsBeyondTheFileAreRefused() throws {
        #expect(try failure([])?.cause.contains("too few") == true)
        #expect(try failure([1, 2, 3])?.cause.contains("too few") == true)
        #expect(try failure(file("{}", data: 0, length: 3))?.cause.contains("a file of 10") == true)
        #expect(try failure(file("{}", data: 0, length: .max))?.cause.contains("more than 100000000") == true)
        #expect(try failure(file("{}", data: 0, length: 100_000_001))?.cause.contains("more than") == true)
        #expect(try failure(file("{}", data: 0, length: 0)) != nil)
    }

    @Test func nestingBombsAreRefused() throws {
        let bomb = String(repeating: "[", count: 1_000_000)
        #expect(try failure(file(#"{"a":{"x":\#(bomb)"#, data: 0))?.cause.contains("too deeply") == true)
        let objects = String(repeating: #"{"k":"#, count: 100_000)
        #expect(try failure(file(#"{"a":{"x":\#(objects)"#, data: 0))?.cause.contains("too deeply") == true)
    }

    @Test func missingFilesAndFoldersAreErrors() {
        let missing = #expect(throws: BundleError.self) { try SafetensorsReader(path: folder.file("missing")) }
        #expect(missing?.code == .system)
        #expect(missing?.isTransient == false)
        #expect(throws: BundleError.self) { try SafetensorsReader(path: folder.path) }
    }

    @Test func wrongTypesNameTheTensor() throws {
        let json = #"{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"#
        let reader = try SafetensorsReader(path: folder.put(file(json, data: 1) + [2], as: "x"))
        let failures: [() throws -> Void] = [
            { _ = try reader.values(of: "a", as: UInt8.self) }, { _ = try reader.floats(of: "a") },
            { _ = try reader.mask("a") }, { _ = try reader.mask("b") },
        ]
        for failure in failures {
            let error = #expect(throws: BundleError.self) { try failure() }
            #expect(error?.operation.hasPrefix("read tensor ") == true)
        }
    }
}
