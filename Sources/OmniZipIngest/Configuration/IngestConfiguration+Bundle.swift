import OmniZipBundle
import OmniZipEncoders

extension IngestConfiguration {
    /// What a bundle's metadata tell of the configuration that made it: enough to read its video in the same way.
    public init(_ metadata: BundleMetadata) {
        self.init()
        profile = metadata.profile
        encoder = metadata.encoder
        dimension = metadata.dimension
        sampling = SamplingRule(rawValue: metadata.sampling) ?? sampling
        timing = Timing(rawValue: metadata.timing) ?? timing
        audioLimitSeconds = metadata.audioTruncated ? Double(metadata.audioSamples) / 16000 : nil
        compression = metadata.parameters
        content = metadata.content
    }
}
