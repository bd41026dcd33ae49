import Testing

@testable import OmniZipBundle

@Suite struct SafetensorsWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func headerIsOrderedAndPadded() throws {
        let header = try SafetensorsHeader(
            laying: [
                SafetensorsDeclaration("b", .u8, [3]), SafetensorsDeclaration("a", .u8, []),
                SafetensorsDeclaration("é", .f32, [1]), SafetensorsDeclaration("z", .f32, [1]),
                SafetensorsDeclaration("m", .i64, [0, 7]),
            ], metadata: ["b": "2\n", "a": "\u{1}"])
        #expect(header.tensors.map(\.name) == ["m", "z", "é", "a", "b"])
        let bytes = header.encoded()
        #expect(bytes.count % 8 == 0)
        #expect(
            bytes.prefix(8) == [
                UInt8(truncatingIfNeeded: bytes.count - 8), UInt8((bytes.count - 8) >> 8), 0, 0, 0, 0, 0, 0,
            ])
        let text = String(decoding: bytes.dropFirst(8), as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"{"__metadata__":{"a":"\u0001","b":"2\n"},"m":{"dtype":"I64","shape":[0,7],"data_offsets":[0,0]},"#))
        #expect(text.trimmingSuffix(" ").hasSuffix(#""b":{"dtype":"U8","shape":[3],"data_offsets":[9,12]}}"#))
    }

    @Test func everyOrderOfWritesGivesTheSameBytes() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("SafetensorsWriterTests seed \(seed)")
        var random = SplitMix(seed: seed)
        let values = (0..<200).map { Float($0) * 0.1 }
        var files: [[UInt8]] = []
        for round in 0..<5 {
            let path = folder.file("\(round)")
            let writer = try SafetensorsWriter(
                path: path, tensors: [.init("x", .f16, [50, 4]), .init("n", .i32, [2])], metadata: [:])
            try writer.write([Int32(-1), 7], to: "n")
            for row in (0..<50).shuffled(using: &random) {
                try writer.write(converting: values[row * 4..<row * 4 + 4], to: "x", atElement: row * 4)
            }
            try writer.publish()
            files.append(try folder.bytes(of: "\(round)"))
            #expect(files[round].count == writer.fileByteCount)
        }
        #expect(files.allSatisfy { $0 == files[0] }, "seed \(seed)")
        let reader = try SafetensorsReader(path: folder.file("0"))
        #expect(try reader.values(of: "n", as: Int32.self) == [-1, 7])
        let read = try reader.floats(of: "x")
        #expect(read == values.map { HalfPrecision.float(fromFloat16: HalfPrecision.float16Bits($0)) })
        #expect(try reader.floats(of: "x", range: 5..<9) == Array(read[5..<9]))
    }

    @Test func everyPrecisionIsConverted() throws {
        for precision in TokenPrecision.allCases {
            let path = folder.file(precision.rawValue)
            let writer = try SafetensorsWriter(path: path, tensors: [.init("x", precision.dtype, [3])], metadata: [:])
            try writer.write(converting: [1, -2.5, 0.125], to: "x")
            try writer.publish()
            #expect(try SafetensorsReader(path: path).floats(of: "x") == [1, -2.5, 0.125])
        }
    }

    @Test func misuseIsAnErrorAndLeavesNothing() throws {
        do {
            let writer = try SafetensorsWriter(
                path: folder.file("x"), tensors: [.init("a", .i32, [4]), .init("m", .bool, [2])], metadata: [:])
            try writer.write([Int32(1), 2], to: "a")
            let misuses: [() throws -> Void] = [
                { try writer.write([Int32(1)], to: "a", atElement: 1) },
                { try writer.write([Int32(1)], to: "a", atElement: 4) },
                { try writer.write([Int32(1)], to: "a", atElement: -1) },
                { try writer.write([Float(1)], to: "a", atElement: 2) },
                { try writer.write([true], to: "a", atElement: 2) },
                { try writer.write(converting: [1], to: "a", atElement: 2) },
                { try writer.write([Int32(1)], to: "b") },
                { try writer.publish() },
            ]
            for misuse in misuses {
                let error = #expect(throws: BundleError.self) { try misuse() }
                #expect(error?.code == .inconsistent)
            }
            #expect(try !folder.names().contains("x"))
        }
        #expect(try folder.names() == [])
    }

    @Test func impossibleDeclarationsAreErrors() {
        let impossible: [[SafetensorsDeclaration]] = [
            [.init("a", .u8, [1]), .init("a", .u8, [2])], [.init("__metadata__", .u8, [1])], [.init("a", .u8, [-1])],
            [.init("a", .u8, [.max, 2])], [.init("a", .f4, [3])],
            [.init("a", .u8, [.max / 8]), .init("b", .u8, [.max / 8])].flatMap { [$0] } + [
                .init("c", .i64, [.max / 8])
            ],
        ]
        for declarations in impossible {
            #expect(throws: BundleError.self) { try SafetensorsHeader(laying: declarations, metadata: [:]) }
        }
    }

    @Test func coverageJoinsRangesAndRefusesOverlaps() {
        var coverage = ByteCoverage()
        for range in [4..<6, 0..<2, 8..<8, 2..<4, 10..<12] {
            let isNew = coverage.insert(range)
            #expect(isNew)
        }
        for range in [0..<1, 5..<7, 11..<20, 3..<11] {
            let isNew = coverage.insert(range)
            #expect(!isNew)
        }
        #expect(coverage.count == 8)
        #expect(coverage.contains(0..<6))
        #expect(!coverage.contains(0..<7))
        #expect(!coverage.contains(6..<10))
        #expect(coverage.contains(7..<7))
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
