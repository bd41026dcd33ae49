import OmniZipBundle
import OmniZipCore

/// What a bundle holds, read from the bundle alone; `inspect --json` prints it.
public struct InspectDocument: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.inspect/1"

    /// `omnizip.inspect/1`.
    public let schema: String
    /// The bundle's file.
    public let path: String
    /// Element type of the tokens.
    public let tokenType: String
    /// Rows of tokens in the file; 0 for a plan.
    public let tokenRows: Int
    /// Where the tokens come from.
    public let provenance: Provenance
    /// Name of the source.
    public let sourceName: String
    /// SHA-256 of the source.
    public let sourceSHA256: String
    /// The part of the source that the bundle is made of; nil: all of it.
    public let part: BundlePart?
    /// Parameters of the compression.
    public let parameters: ParameterSummary
    /// Frames, picture size, audio length.
    public let sampling: SamplingSummary
    /// Tokens kept and dropped.
    public let counts: CountSummary
    /// The model's own inputs that the bundle holds.
    public let inputs: InputSummary
    /// One entry a window.
    public let windows: [WindowSummary]

    enum CodingKeys: String, CodingKey {
        case schema
        case path
        case tokenType = "token_type"
        case tokenRows = "token_rows"
        case provenance
        case sourceName = "source_name"
        case sourceSHA256 = "source_sha256"
        case part
        case parameters
        case sampling
        case counts
        case inputs
        case windows
    }

    /// Describes an open bundle.
    public init(_ reader: BundleReader) {
        let bundle = reader.bundle
        schema = Self.schema
        path = reader.path
        tokenType = reader.tokenType.rawValue
        tokenRows = reader.tokenRowCount
        provenance = Provenance(bundle.metadata)
        sourceName = bundle.metadata.sourceName
        sourceSHA256 = bundle.metadata.sourceSHA256
        part = bundle.metadata.part
        parameters = ParameterSummary(bundle.metadata.parameters)
        sampling = SamplingSummary(bundle.metadata, frames: bundle.frameIndex.count)
        counts = CountSummary(bundle)
        inputs = InputSummary(bundle)
        windows = WindowSummary.table(of: bundle)
    }
}
