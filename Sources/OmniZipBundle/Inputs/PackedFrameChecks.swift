/// Rules of `packed_frames`: each frame is a PNG file of the bundle's picture size.
enum PackedFrameChecks {
    /// Signature, and length and name of the first chunk.
    private static let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + "IHDR".utf8
    /// Depth 8, RGB.
    private static let format: [UInt8] = [8, 2]
    private static let headBytes = 26

    /// Broken rules; empty for a bundle without packed frames.
    ///
    /// - Complexity: O(F), some bytes of each frame are read.
    static func problems(of file: SafetensorsReader, bundle: TokenBundle) throws(BundleError) -> [BundleProblem] {
        let inputs = bundle.inputs
        // Ends that are out of order have been reported, and name no bytes.
        guard BundleInputs.problems(in: bundle).isEmpty else { return [] }
        let wanted = start + bigEndian(bundle.metadata.resizedWidth) + bigEndian(bundle.metadata.resizedHeight) + format
        for index in inputs.packedFrameEnds.indices {
            let range = inputs.packedRange(index)
            let head = range.lowerBound..<min(range.upperBound, range.lowerBound + headBytes)
            guard try file.bytes(of: "packed_frames", range: head) == wanted else {
                return [
                    BundleProblem(
                        subject: "packed_frames",
                        message: "frame \(index) does not begin as a PNG file of \(bundle.metadata.resizedWidth) x "
                            + "\(bundle.metadata.resizedHeight) RGB pixels")
                ]
            }
        }
        return []
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        let bits = UInt32(clamping: value)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }
}
