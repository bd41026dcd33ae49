/// Sound and pictures from integer arithmetic, the same as `Golden/make_reference.py` makes.
enum SyntheticInput {
    /// Upper bits of a linear congruential generator.
    struct Noise {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next(bits: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> (64 - bits))
        }
    }

    /// Noise with a drifting level, bursts, a tone that starts late, silence at the end; 16-bit steps.
    static func sound(seconds: Int, seed: UInt64) -> [Float] {
        let count = seconds * 16000
        var noise = Noise(seed: seed)
        var pcm = (0..<count).map { t in
            floorDivide((noise.next(bits: 10) - 512) * (60 + 40 * (t / 4000 % 5)), 256)
        }
        func square(_ n: Int, _ period: Int) -> Int { n % period < period / 2 ? 1 : -1 }
        for (k, start) in stride(from: 9000, to: count - 16000, by: 23000).enumerated() {
            let length = 1500 + 700 * (k % 5)
            for n in 0..<length {
                let amplitude = square(n, 40 + 13 * k) * (3000 + 900 * (k % 4)) * (length - n)
                pcm[start + n] += floorDivide(amplitude, length)
            }
        }
        let late = count * 5 / 8
        for n in 0..<min(30000, count - late) { pcm[late + n] += square(n, 29) * 1200 }
        for n in count - 3200..<count { pcm[n] = 0 }
        return pcm.map { Float(min(max($0, -32768), 32767)) / 32768 }
    }

    /// Frames of RGB24.
    static func pictures(kind: String, count: Int, height: Int, width: Int) -> [[UInt8]] {
        let scene = Scene(height: 2 * height, width: 2 * width, seed: 7)
        return (0..<count).map { index in
            var frame = [Int](repeating: 0, count: height * width * 3)
            var noise = Noise(seed: UInt64(100 + index))
            for y in 0..<height {
                for x in 0..<width {
                    for channel in 0..<3 {
                        let place = (y: y, x: x, channel: channel)
                        frame[(y * width + x) * 3 + channel] = scene.value(
                            kind, index: index, place, height: height, width: width, noise: &noise)
                    }
                }
            }
            return frame.map { UInt8(min(max($0, 0), 255)) }
        }
    }

    private static func floorDivide(_ a: Int, _ b: Int) -> Int {
        let quotient = a / b
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
    }

    /// A smooth random picture, and what the cases make of it.
    private struct Scene {
        let width: Int
        var values: [Int] = []

        init(height: Int, width: Int, seed: UInt64) {
            self.width = width
            var noise = Noise(seed: seed)
            let columns = width / 8 + 3
            let coarse = (0..<(height / 8 + 3) * columns * 3).map { _ in noise.next(bits: 8) }
            values.reserveCapacity(height * width * 3)
            for y in 0..<height {
                for x in 0..<width {
                    for channel in 0..<3 {
                        let first = ((y / 8) * columns + x / 8) * 3 + channel
                        let (fy, fx) = (y % 8, x % 8)
                        let top = coarse[first] * (8 - fx) + coarse[first + 3] * fx
                        let below = first + columns * 3
                        let bottom = coarse[below] * (8 - fx) + coarse[below + 3] * fx
                        values.append((top * (8 - fy) + bottom * fy) / 64)
                    }
                }
            }
        }

        func pixel(_ y: Int, _ x: Int, _ channel: Int) -> Int { values[(y * width + x) * 3 + channel] }

        func value(
            _ kind: String, index: Int, _ place: (y: Int, x: Int, channel: Int), height: Int, width: Int,
            noise: inout Noise
        ) -> Int {
            let (y, x, channel) = place
            switch kind {
            case "pan":
                let isOverlay = (4..<20).contains(y) && (6..<70).contains(x)
                return isOverlay ? 240 : pixel(20 + 3 * index + y, 24 + 5 * index + x, channel)
            case "zoom":
                let scale = 1000 - 20 * index
                return pixel(
                    height + floorDivide((2 * y - height) * scale, 2000),
                    width + floorDivide((2 * x - width) * scale, 2000), channel)
            case "flicker":
                let start = 8 + 14 * index
                if (height / 3..<height - 4).contains(y) && (start..<start + 40).contains(x) {
                    return [220, 60, 30][channel] - 10 * (index % 2)
                }
                return pixel(10 + y, 10 + x, channel) * (200 - 40 * (index % 3)) / 256
            case "noise":
                let value = pixel(5 + y, 5 + x, channel) + noise.next(bits: 4) - 8
                let isObject = index >= 3 && y >= height / 2 && (width / 2..<width / 2 + 30).contains(x)
                return isObject ? 255 - value : value
            default:
                return index < 2 ? 0 : index < 5 ? pixel(y, index * 3 + x, channel) : 90
            }
        }
    }
}
