import Testing

@testable import OmniZipBundle

@Suite struct TokenSpoolTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [0, 1 << 20])
    func rowsArriveInAnyOrder(memoryLimitBytes: Int) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("TokenSpoolTests seed \(seed)")
        var random = SplitMix(seed: seed)
        let rows = (0..<40 * 3).map { Float($0) }
        let path = folder.file("x")
        let spool = try TokenSpool(
            rowCount: 40, dimension: 3, precision: .f32, path: path, memoryLimitBytes: memoryLimitBytes)
        #expect(try folder.names() == [])
        for row in (0..<40).shuffled(using: &random) {
            #expect(!spool.isComplete)
            try Array(rows[row * 3..<row * 3 + 3]).withUnsafeBufferPointer { try spool.write(rows: $0, at: row) }
        }
        #expect(spool.isComplete)
        let writer = try SafetensorsWriter(path: path, tensors: [.init("t", .f32, [40, 3])], metadata: [:])
        try spool.copy([25..<40, 0..<0, 0..<25], to: writer, tensor: "t")
        try writer.publish()
        let read = try SafetensorsReader(path: path).floats(of: "t")
        #expect(read == Array(rows[75...] + rows[..<75]), "seed \(seed)")
    }

    @Test(arguments: [0, 1 << 20])
    func keptRowsAreGathered(memoryLimitBytes: Int) throws {
        let rows = (0..<6 * 2).map { Float($0) }
        let path = folder.file("x")
        let spool = try TokenSpool(
            rowCount: 4, dimension: 2, precision: .f32, path: path, memoryLimitBytes: memoryLimitBytes)
        let mask = [false, true, true, false, false, true]
        try rows.withUnsafeBufferPointer { try spool.write(keptOf: $0, keep: mask[...], at: 1) }
        try rows.withUnsafeBufferPointer { buffer in
            try spool.write(keptOf: UnsafeBufferPointer(rebasing: buffer[..<2]), keep: [true], at: 0)
        }
        let writer = try SafetensorsWriter(path: path, tensors: [.init("t", .f32, [4, 2])], metadata: [:])
        try spool.copy([0..<4], to: writer, tensor: "t")
        try writer.publish()
        #expect(try SafetensorsReader(path: path).floats(of: "t") == [0, 1, 2, 3, 4, 5, 10, 11])
    }

    @Test func rowsThatDoNotFitAreErrors() throws {
        let spool = try TokenSpool(rowCount: 2, dimension: 2, path: folder.file("x"))
        func write(_ values: [Float], at row: Int) throws {
            try values.withUnsafeBufferPointer { try spool.write(rows: $0, at: row) }
        }
        try write([1, 2], at: 0)
        for (values, row) in [([Float(1), 2], 0), ([1, 2], 2), ([1, 2], -1), ([1, 2, 3], 1), ([1, 2, 3, 4], 1)] {
            #expect(throws: BundleError.self) { try write(values, at: row) }
        }
        #expect(throws: BundleError.self) {
            try [Float(1)].withUnsafeBufferPointer { try spool.write(keptOf: $0, keep: [true], at: 1) }
        }
        #expect(throws: BundleError.self) { try TokenSpool(rowCount: .max, dimension: 2, path: "x") }
        #expect(throws: BundleError.self) { try TokenSpool(rowCount: -1, dimension: 2, path: "x") }
    }

    @Test func nothingToKeepIsComplete() throws {
        #expect(try TokenSpool(rowCount: 0, dimension: 256, path: folder.file("x")).isComplete)
    }

    @Test(arguments: [TokenPrecision.f16, .bf16, .f32])
    func whatThePrecisionCannotHoldIsAnError(precision: TokenPrecision) throws {
        let spool = try TokenSpool(rowCount: 2, dimension: 1, precision: precision, path: folder.file("x"))
        try [Float(65_000)].withUnsafeBufferPointer { try spool.write(rows: $0, at: 0) }
        let value: Float = precision == .f16 ? 65_520 : precision == .bf16 ? .greatestFiniteMagnitude : .infinity
        let error = #expect(throws: BundleError.self) {
            try [value].withUnsafeBufferPointer { try spool.write(rows: $0, at: 1) }
        }
        #expect(error?.code == .inconsistent && error?.cause.contains(precision.dtype.rawValue) == true)
        #expect(!spool.isComplete)
    }
}
