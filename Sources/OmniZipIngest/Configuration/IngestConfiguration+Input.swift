import OmniZipFFmpeg
import OmniZipMedia

extension IngestConfiguration {
    /// What an input may use and ask for.
    public var inputPolicy: InputPolicy {
        var limits = InputLimits()
        limits.maxStreams = maxStreams
        limits.maxDurationSeconds = maxDurationSeconds
        limits.maxIndexPackets = maxIndexPackets
        return InputPolicy(
            allowlist: FormatAllowlist(addingDemuxers: allowDemuxers, addingDecoders: allowDecoders), limits: limits)
    }

    /// What the index pass may accept.
    var indexOptions: IndexOptions {
        IndexOptions(maxPicturePixels: maxPicturePixels, policy: inputPolicy)
    }
}
