import Foundation
import OmniZipCore
import Testing

@testable import OmniZipBundle

@Suite struct EmbeddingsReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(precision: TokenPrecision = .f32) throws -> EmbeddingsFile {
        let file = try EmbeddingsFile(
            audio: TokenMatrix(rows: 5, columns: 3, values: (0..<15).map { Float($0) }),
            video: TokenMatrix(rows: 6, columns: 3, values: (0..<18).map { Float($0) / 4 - 2 }),
            saliency: [1, 2, 3, 4, 5], patchCount: 3, grid: CellGrid(height: 2, width: 1), windows: nil,
            modality: [1, 1, 2, 2, 1, 1, 1, 1, 2, 2, 2])
        try file.write(to: folder.file("x"), precision: precision)
        return file
    }

    private func read(
        _ source: some EmbeddingsSource, _ modality: TokenModality, _ rows: Range<Int>
    ) throws -> [Float] {
        var values = [Float](repeating: .nan, count: rows.count * source.layout.dimension)
        try values.withUnsafeMutableBufferPointer { try source.read(modality, from: rows.lowerBound, into: $0) }
        return values
    }

    @Test(arguments: TokenPrecision.allCases)
    func anyRowsAreThoseOfTheWholeFile(precision: TokenPrecision) throws {
        let file = try write(precision: precision)
        let reader = try EmbeddingsReader(path: folder.file("x"))
        #expect(reader.layout == file.layout)
        for range in [0..<5, 1..<2, 3..<5, 2..<2] {
            for modality in TokenModality.allCases {
                #expect(try read(reader, modality, range) == read(file, modality, range))
            }
        }
        #expect(throws: BundleError.self) { try read(reader, .audio, 3..<6) }
        #expect(throws: BundleError.self) { try read(file, .audio, 3..<6) }
        #expect(throws: BundleError.self) { try read(reader, .video, -1..<1) }
    }

    @Test func aBadValueIsNamedByItsRowInTheFile() throws {
        _ = try write()
        let reader = try SafetensorsReader(path: folder.file("x"))
        var bytes = try folder.bytes(of: "x")
        let tensor = try reader.tensor("video_embeddings")
        let place = bytes.count - reader.header.dataByteCount + tensor.byteRange.lowerBound + 4 * 16
        bytes.replaceSubrange(place + 2..<place + 4, with: [0xC0, 0x7F])
        let damaged = try EmbeddingsReader(path: try folder.put(bytes, as: "y"))
        #expect(try read(damaged, .video, 0..<5).count == 15)
        let error = #expect(throws: BundleError.self) { try read(damaged, .video, 4..<6) }
        #expect(error?.cause == "row 5, column 1 is nan")
        #expect(error?.path == folder.file("y"))
    }

    /// A sparse file claims more values than memory holds, and few blocks on the disk.
    @Test(arguments: ["audio_saliency", "token_modality"])
    func whatDoesNotFitTheTokensIsNotRead(tensor: String) throws {
        let most = 1 << 33
        let writer = try SafetensorsWriter(
            path: folder.file("sparse"),
            tensors: [
                .init("audio_embeddings", .f32, [1, 1]), .init("video_embeddings", .f32, [1, 1]),
                .init("audio_saliency", .f16, [tensor == "audio_saliency" ? most : 1]),
                .init("token_modality", .u8, [tensor == "token_modality" ? most : 2]),
            ], metadata: ["grid_t": "1", "cells_h": "1", "cells_w": "1"])
        let header = writer.header.encoded()
        _ = try folder.put(header, as: "sparse")
        #expect(truncate(folder.file("sparse"), header.count + writer.header.dataByteCount) == 0)
        let start = ContinuousClock.now
        let error = #expect(throws: BundleError.self) { try EmbeddingsReader(path: folder.file("sparse")) }
        #expect(error?.cause.hasPrefix("\(most) values for 1 ") == true)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func tokensAloneAreRows() throws {
        let writer = try SafetensorsWriter(
            path: folder.file("rows"),
            tensors: [.init("audio_embeddings", .f16, [1, 2]), .init("video_embeddings", .f32, [4, 2])],
            metadata: [:])
        try writer.write(converting: [1, 2], to: "audio_embeddings")
        try writer.write(converting: (0..<8).map { Float($0) }, to: "video_embeddings")
        try writer.publish()
        let rows = try EmbeddingRows(path: folder.file("rows"))
        #expect(rows.count(of: .audio) == 1 && rows.count(of: .video) == 4 && rows.dimension == 2)
        #expect(try rows.grid() == nil)
        #expect(throws: BundleError.self) { try EmbeddingsReader(path: folder.file("rows")) }
    }

    /// Rows of no tokens take no bytes, whatever their width: nothing may be sized by it.
    @Test(arguments: [1 << 29, 1 << 40, 1 << 62])
    func aWidthThatNoModelHasIsRefused(columns: Int) throws {
        let writer = try SafetensorsWriter(
            path: folder.file("wide"),
            tensors: [
                .init("audio_embeddings", .f32, [0, columns]), .init("video_embeddings", .f32, [0, columns]),
                .init("audio_saliency", .f32, [0]), .init("window_audio", .i32, [1, 2]),
                .init("window_patches", .i32, [1, 2]),
            ], metadata: ["grid_t": "0", "cells_h": "2", "cells_w": "2"])
        for name in ["window_audio", "window_patches"] { try writer.write([Int32](repeating: 0, count: 2), to: name) }
        try writer.publish()
        let error = #expect(throws: BundleError.self) { try EmbeddingsReader(path: folder.file("wide")) }
        #expect(error?.code == .invalid && error?.cause.contains("\(columns) wide") == true)
    }
}
