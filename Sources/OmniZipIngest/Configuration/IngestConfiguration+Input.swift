import OmniZipFFmpeg

extension IngestConfiguration {
    /// What an input may use and ask for.
    public var inputPolicy: InputPolicy {
        var limits = InputLimits()
        limits.maxPicturePixels = maxPicturePixels
        limits.maxStreams = maxStreams
        limits.maxDurationSeconds = maxDurationSeconds
        limits.maxIndexPackets = maxIndexPackets
        return InputPolicy(
            allowlist: FormatAllowlist(addingDemuxers: allowDemuxers, addingDecoders: allowDecoders), limits: limits)
    }
}
