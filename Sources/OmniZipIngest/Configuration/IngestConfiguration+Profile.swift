import OmniZipEncoders

extension IngestConfiguration {
    /// The same configuration with the values that it leaves to the profile.
    func resolved(for profile: any ModelProfile) -> IngestConfiguration {
        var configuration = self
        configuration.minPixels = minPixels ?? profile.pixelRange.lowerBound
        configuration.maxPixels = maxPixels ?? profile.pixelRange.lowerBound
        if audioLimit == .profile {
            configuration.audioLimit = profile.audioLimitSeconds.map { .seconds($0) } ?? .all
        }
        return configuration
    }

    /// The bounds of a picture's size; `interval` sampling has no budget over all frames, which belongs to the frame cap
    /// of `linspace`.
    func pictureOptions(for profile: any ModelProfile) -> PictureOptions {
        PictureOptions(
            minPixels: minPixels ?? profile.pixelRange.lowerBound,
            maxPixels: maxPixels ?? profile.pixelRange.lowerBound,
            totalPixels: sampling == .interval ? nil : profile.totalPixels)
    }
}
