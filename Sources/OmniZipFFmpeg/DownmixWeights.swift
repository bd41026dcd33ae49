import CFFmpeg

extension Frame {
    /// Weights of each channel in a mono mix: libswresample's default matrix for the frame's layout, normalized so
    /// that nothing clips; equal weights where the layout is not known to it. `[channelCount]`, sum at most 1.
    public var monoWeights: [Double] {
        let count = channelCount
        guard count > 1 else { return [1] }
        let equal = [Double](repeating: 1 / Double(count), count: count)
        var layout = AVChannelLayout()
        defer { av_channel_layout_uninit(&layout) }
        if pointer.pointee.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC {
            av_channel_layout_default(&layout, Int32(count))
        } else if av_channel_layout_copy(&layout, &pointer.pointee.ch_layout) < 0 {
            return equal
        }
        guard layout.order == AV_CHANNEL_ORDER_NATIVE, Int(layout.nb_channels) == count else { return equal }
        var mono = omnizip_mono()
        // libswresample writes a matrix of 64 x 64 where the layouts ask for it.
        var matrix = [Double](repeating: 0, count: 64 * 64)
        let level = 0.5.squareRoot()
        let status = swr_build_matrix2(
            &layout, &mono, level, level, 0, 1, 1, &matrix, 64, AV_MATRIX_ENCODING_NONE, nil)
        let weights = Array(matrix[0..<count])
        return status >= 0 && weights.contains { $0 != 0 } ? weights : equal
    }
}
