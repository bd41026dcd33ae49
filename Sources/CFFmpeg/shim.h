// Only what Swift cannot import from FFmpeg's headers: function-like and computed macros, and functions with
// variable arguments: the log callback and a callback that logs.
#pragma once

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/sha.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>

/// AVERROR(e).
static inline int omnizip_averror(int posix_code) { return AVERROR(posix_code); }
/// AVERROR_* tags.
static inline int omnizip_averror_eof(void) { return AVERROR_EOF; }
static inline int omnizip_averror_invalid_data(void) { return AVERROR_INVALIDDATA; }
static inline int omnizip_averror_decoder_not_found(void) { return AVERROR_DECODER_NOT_FOUND; }
static inline int omnizip_averror_demuxer_not_found(void) { return AVERROR_DEMUXER_NOT_FOUND; }
static inline int omnizip_averror_stream_not_found(void) { return AVERROR_STREAM_NOT_FOUND; }
static inline int omnizip_averror_patch_welcome(void) { return AVERROR_PATCHWELCOME; }
/// AV_NOPTS_VALUE.
static inline int64_t omnizip_nopts(void) { return AV_NOPTS_VALUE; }
/// AV_CHANNEL_LAYOUT_MONO.
static inline AVChannelLayout omnizip_mono(void) {
    AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
    return mono;
}

/// The last line of error logged on the calling thread, without the address that FFmpeg's own prefix carries.
/// Each Swift file that calls these gets its own copy of the buffer: use them from one file only.
static inline char *omnizip_log_line(void) {
    static _Thread_local char line[512];
    return line;
}
static inline void omnizip_log_capture(void *source, int level, const char *format, va_list arguments) {
    (void)source;
    if (level <= AV_LOG_ERROR && level > AV_LOG_QUIET) {
        int prefix = 0;
        av_log_format_line2(NULL, level, format, arguments, omnizip_log_line(), 512, &prefix);
    }
}
static inline void omnizip_log_install(void) { av_log_set_callback(omnizip_log_capture); }

/// An AVFormatContext.io_open that opens nothing: whatever file or address a demuxer asks for.
static inline int omnizip_refuse_open(
    AVFormatContext *context, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
    (void)flags;
    (void)options;
    *io = NULL;
    av_log(context, AV_LOG_ERROR, "it asks for another file, and none is ever opened: %.200s\n", url);
    return AVERROR(EPERM);
}
