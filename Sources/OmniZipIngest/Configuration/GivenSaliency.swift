import Foundation
import OmniZipBundle
import OmniZipEncoders
import OmniZipFFmpeg

/// A file with the saliency of one clip's audio tokens, to be used in place of the encoder's own: a model's attention
/// received, for example. Its tensor `audio_saliency` [A] is read, in F32, F16 or BF16; an embeddings file has it.
public struct GivenSaliency: Sendable, Hashable, Codable {
    /// The file.
    public let path: String
    /// SHA-256 of the file when it was named.
    public let sha256: String

    /// Names a file and takes its digest.
    ///
    /// - Throws: `ConfigurationError` with code `unreadableFile` if it cannot be read.
    public init(path: String) throws(ConfigurationError) {
        self.path = path
        do {
            sha256 = try FileDigest.sha256(path: path)
            _ = try Self.read(path)
        } catch {
            throw ConfigurationError(
                code: .unreadableFile, subject: "--saliency",
                message: "\(error); give a safetensors file with the tensor audio_saliency")
        }
    }

    /// The values for a clip of `count` audio tokens.
    ///
    /// - Throws: `BundleError` if the file is unsound, has changed or is about another number of tokens.
    func values(count: Int, framing: AudioFraming) throws -> [Float] {
        guard try FileDigest.sha256(path: path) == sha256 else {
            throw Self.invalid(path, "it changed while it was in use", remedy: "run again when it is complete")
        }
        let values = try Self.read(path)
        guard values.count == count else {
            throw Self.invalid(
                path,
                "\(values.count) values for the clip's \(count) audio tokens (\(Int(framing.tokensPerSecond)) a second)",
                remedy: "give the model the same audio: same --profile, --audio-limit-seconds and audio_lead_seconds")
        }
        return values
    }

    private static func read(_ path: String) throws(BundleError) -> [Float] {
        let file = try SafetensorsReader(path: path)
        let shape = try file.tensor("audio_saliency").shape
        guard shape.count == 1 else { throw invalid(path, "its shape is \(shape), not [tokens]", remedy: nil) }
        let values = try file.floats(of: "audio_saliency")
        guard let place = values.firstIndex(where: { !($0 >= 0 && $0 < .infinity) }) else { return values }
        throw invalid(path, "value \(place) is \(values[place])", remedy: "saliency is attention received: 0 or more")
    }

    private static func invalid(_ path: String, _ cause: String, remedy: String?) -> BundleError {
        BundleError(
            code: .invalid, operation: "read tensor audio_saliency", path: path, cause: cause, remedy: remedy)
    }
}
