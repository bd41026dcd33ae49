import OmniZipCore

/// The tokens of an embeddings file, read row by row: nothing else of the file need be there.
public final class EmbeddingRows: Sendable {
    /// The file.
    public let path: String
    /// Audio tokens, A.
    public let audioCount: Int
    /// Video tokens.
    public let videoCount: Int
    /// Width of a token, D.
    public let dimension: Int
    let file: SafetensorsReader

    /// Opens a file with `audio_embeddings` [A, D] and `video_embeddings` [V, D].
    ///
    /// #### Errors
    /// `system`, `malformed` and `unsupported` as any safetensors file; `invalid` naming the tensor at fault.
    public convenience init(path: String) throws(BundleError) {
        let file = try SafetensorsReader(path: path)
        do {
            try self.init(file)
        } catch {
            throw error.naming(path)
        }
    }

    private init(_ file: SafetensorsReader) throws(BundleError) {
        let audio = try Self.shape(.audio, in: file)
        let video = try Self.shape(.video, in: file)
        try EmbeddingRules.checkWidths(audio: audio[1], video: video[1])
        self.file = file
        path = file.path
        audioCount = audio[0]
        videoCount = video[0]
        dimension = video[1]
    }

    /// Tokens of one modality.
    public func count(of modality: TokenModality) -> Int { modality == .video ? videoCount : audioCount }

    /// Temporal patches and cells of a patch, where the metadata tells.
    ///
    /// #### Errors
    /// `invalid` for a value that is no count.
    public func grid() throws(BundleError) -> (patchCount: Int, cells: CellGrid)? {
        let metadata = MetadataReader(strings: file.header.metadata)
        let keys = ["grid_t", "cells_h", "cells_w"]
        guard keys.contains(where: { metadata.strings[$0] != nil }) else { return nil }
        do {
            return (
                try metadata.count("grid_t"),
                CellGrid(height: try metadata.count("cells_h"), width: try metadata.count("cells_w"))
            )
        } catch {
            throw error.naming(path)
        }
    }

    /// Fills `values` with whole rows of one modality in single precision, from row `first` on.
    ///
    /// #### Errors
    /// `system` and `malformed` if they cannot be read, `invalid` naming a value that is not finite.
    public func read(
        _ modality: TokenModality, from first: Int, into values: UnsafeMutableBufferPointer<Float>
    ) throws(BundleError) {
        let tensor = modality.embeddings
        try file.readFloats(of: tensor, from: first * dimension, into: values)
        do {
            try EmbeddingRules.checkFinite(tensor, UnsafeBufferPointer(values), firstRow: first, columns: dimension)
        } catch {
            throw error.naming(path)
        }
    }

    private static func shape(_ modality: TokenModality, in file: SafetensorsReader) throws(BundleError) -> [Int] {
        let tensor = try file.tensor(modality.embeddings)
        guard tensor.shape.count == 2 else {
            throw EmbeddingRules.invalid(tensor.name, "its shape is \(tensor.shape), not [tokens, width]")
        }
        guard [.f32, .f16, .bf16].contains(tensor.dtype) else {
            throw EmbeddingRules.invalid(
                tensor.name, "its dtype is \(tensor.dtype.rawValue), not F32, F16 or BF16")
        }
        return tensor.shape
    }
}
