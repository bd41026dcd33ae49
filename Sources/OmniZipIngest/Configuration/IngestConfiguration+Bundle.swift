import OmniZipBundle
import OmniZipEncoders

extension IngestConfiguration {
    /// What a bundle's metadata tell of the configuration that made it: enough to read its video in the same way.
    ///
    /// - Parameter input: what the video may use and ask for: a bundle does not say.
    public init(_ metadata: BundleMetadata, input: IngestConfiguration) {
        self = input
        profile = metadata.profile
        encoder = metadata.encoder
        dimension = metadata.dimension
        sampling = SamplingRule(rawValue: metadata.sampling) ?? sampling
        timing = Timing(rawValue: metadata.timing) ?? timing
        audioLimit = metadata.audioTruncated ? .seconds(Double(metadata.audioSamples) / 16000) : .all
        compression = metadata.parameters
        content = metadata.content
        frameStorage = metadata.frameStorage
    }
}
