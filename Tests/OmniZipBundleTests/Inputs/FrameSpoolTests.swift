import Testing

@testable import OmniZipBundle

@Suite struct FrameSpoolTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func append(_ bytes: [UInt8], to spool: FrameSpool) throws {
        try bytes.withUnsafeBufferPointer { try spool.append($0) }
    }

    private func copied(_ spool: FrameSpool, _ declaration: SafetensorsDeclaration) throws -> [UInt8] {
        let writer = try SafetensorsWriter(path: folder.file("x"), tensors: [declaration], metadata: [:])
        try spool.copy(to: writer)
        try writer.publish()
        return try SafetensorsReader(path: folder.file("x")).bytes(of: declaration.name)
    }

    @Test func rawFramesComeBackInOrder() throws {
        let spool = try FrameSpool(storage: .raw, height: 1, width: 2, path: folder.file("x"))
        #expect(try folder.names() == [])
        for shade in UInt8(1)...3 { try append([UInt8](repeating: shade, count: 6), to: spool) }
        #expect(spool.ends == [6, 12, 18] && spool.byteCount == 18)
        let bytes = try copied(spool, .init("frames", .u8, [3, 1, 2, 3]))
        #expect(
            bytes == [UInt8](repeating: 1, count: 6) + [UInt8](repeating: 2, count: 6) + [UInt8](repeating: 3, count: 6)
        )
    }

    @Test func packedFramesHaveAnyLength() throws {
        let spool = try FrameSpool(storage: .png, height: 1, width: 2, path: folder.file("x"))
        for bytes in [[UInt8(9)], [8, 7], [6, 5, 4]] { try append(bytes, to: spool) }
        #expect(spool.ends == [1, 3, 6])
        #expect(try copied(spool, .init("packed_frames", .u8, [6])) == [9, 8, 7, 6, 5, 4])
    }

    @Test func framesThatAreNoneAreErrors() throws {
        let raw = try FrameSpool(storage: .raw, height: 1, width: 2, path: folder.file("x"))
        #expect(throws: BundleError.self) { try append([1, 2, 3], to: raw) }
        #expect(throws: BundleError.self) { try append([], to: raw) }
        let packed = try FrameSpool(storage: .png, height: 1, width: 2, path: folder.file("x"))
        #expect(throws: BundleError.self) { try append([], to: packed) }
        #expect(raw.ends.isEmpty && packed.ends.isEmpty)
    }

    @Test func aSpoolFillsItsTensorOrFails() throws {
        let spool = try FrameSpool(storage: .raw, height: 1, width: 2, path: folder.file("x"))
        try append([1, 2, 3, 4, 5, 6], to: spool)
        #expect(throws: BundleError.self) { try copied(spool, .init("frames", .u8, [2, 1, 2, 3])) }
        #expect(throws: BundleError.self) { try copied(spool, .init("packed_frames", .u8, [6])) }
    }

    @Test func aFolderThatIsMissingIsAnError() {
        let error = #expect(throws: BundleError.self) {
            try FrameSpool(storage: .raw, height: 1, width: 2, path: folder.file("none/x"))
        }
        #expect(error?.code == .system)
    }
}
