import OmniZipKernels

/// Selection of the dominant audio tokens by the attention that they receive (OmniZip, arXiv 2511.14582, eq. 2).
public enum AudioSelection {
    /// How many of `tokenCount` tokens stay when the fraction `rhoAudio` in [0, 1] goes; halves round to even.
    public static func dominantCount(tokenCount: Int, rhoAudio: Double) -> Int {
        let count = ((1 - rhoAudio) * Double(tokenCount)).rounded(.toNearestOrEven)
        // Before it becomes whole: a fraction that nobody checked may be anything.
        return Int(min(max(count, 0), Double(tokenCount)))
    }

    /// The tokens with the largest saliency over the whole clip, so that windows can differ in what they retain.
    /// Ties go to the lower index.
    ///
    /// - Parameter saliency: one finite value a token.
    public static func dominant(saliency: [Float], rhoAudio: Double) -> [Bool] {
        let count = dominantCount(tokenCount: saliency.count, rhoAudio: rhoAudio)
        var mask = [Bool](repeating: false, count: saliency.count)
        for index in TopK.indices(ofLargest: count, in: saliency) { mask[index] = true }
        return mask
    }
}
