#!/usr/bin/env bash
# Makes the small sample clips that the demo and the tests use.
#
#   make-clips.sh OUTDIR            makes what is missing (nothing, if OUTDIR is up to date)
#   make-clips.sh --force OUTDIR    makes every clip again
#   make-clips.sh --check DIR       checks with ffprobe that every clip has the property it is made for
#
# Needs ffmpeg with libx264 (Debian's has it) and espeak-ng. The clips are the same bytes each time on one machine: fixed
# seeds, one thread, bit-exact flags, no dates.
set -euo pipefail
export LC_ALL=C

readonly FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
readonly CLIPS=(
    speech-object.mp4 slide-talk.mp4 cuts-music.mp4 silent.mp4 audio-only.m4a portrait-rotated.mp4 letterbox.mp4
    variable-rate.mp4 audio-late.mp4 audio-early.mkv audio-longer.mp4
)
# Flags before the output file of every clip.
readonly EXACT=(-map_metadata -1 -map_chapters -1 -threads 1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact)
readonly X264=(-c:v libx264 -preset veryfast -crf 26 -pix_fmt yuv420p)
readonly AAC=(-c:a aac -b:a 64k -ar 44100)

die() {
    printf 'make-clips.sh: %s\n' "$*" >&2
    exit 1
}

require_tools() {
    local tool missing=()
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || missing+=("$tool")
    done
    [ ${#missing[@]} -eq 0 ] || die "not found: ${missing[*]} (on Debian: make deps, or apt-get install ffmpeg espeak-ng)"
}

# ff OUTPUT ARGUMENT...: one quiet, repeatable run of ffmpeg.
ff() {
    local output=$1
    shift
    ffmpeg -nostdin -hide_banner -loglevel error -y -filter_threads 1 -filter_complex_threads 1 \
        "$@" "${EXACT[@]}" "$output" || die "ffmpeg could not make $(basename "$output")"
}

# say FILE TEXT [VOICE] [WORDS-A-MINUTE]: speech as a wave file.
say() {
    espeak-ng -v "${3:-en-us}" -s "${4:-150}" -w "$1" "$2" || die "espeak-ng could not speak into $1"
}

# A picture with detail that stands still: colour gradient and fixed grain. Size and rate as arguments.
still_scene() {
    printf 'gradients=s=%s:r=%s:n=3:seed=%s:speed=0.00001:c0=0x305070:c1=0x90a070:c2=0xb08050,' "$1" "$2" "$3"
    printf 'format=yuv420p,noise=c0s=16:c0_seed=%s,gblur=sigma=0.8,loop=loop=-1:size=1,setpts=N/FRAME_RATE/TB' "$3"
}

# ---------------------------------------------------------------------------------------------------------- the clips

# Three sentences over a still scene; a box moves while a sentence is spoken and rests between them.
make_speech_object() {
    say "$work/a.wav" "Please look at the green box. It moves while I am speaking."
    say "$work/b.wav" "Now it stops, and now it moves back again." en-gb 160
    say "$work/c.wav" "Three, two, one, go." en-us 140
    ff "$1" -f lavfi -i "$(still_scene 448x252 25 7)" -f lavfi -i "color=c=0x20c040:s=56x56:r=25" \
        -i "$work/a.wav" -i "$work/b.wav" -i "$work/c.wav" -filter_complex "
        [1:v]drawbox=x=14:y=14:w=28:h=28:c=0xf0e020:t=fill[box];
        [0:v][box]overlay=eval=frame:y=98+40*sin(t*2)*between(t\,0.5\,4.5):x=20
            +80*clip(t-0.5\,0\,4)-90*clip(t-6\,0\,2.5)+60*clip(t-10\,0\,1.5)[v];
        [2:a]adelay=500:all=1[s1];[3:a]adelay=6000:all=1[s2];[4:a]adelay=10000:all=1[s3];
        anoisesrc=r=22050:a=0.003:c=pink:seed=11[n];
        [s1][s2][s3][n]amix=inputs=4:duration=longest:normalize=0,aformat=channel_layouts=mono[a]" \
        -map '[v]' -map '[a]' -t 12 "${X264[@]}" -g 50 "${AAC[@]}"
}

# One filter that draws line K of a slide while it is shown: text, or a bar of that length where the font is missing.
slide_line() {
    local text=$1 x=$2 y=$3 size=$4 shown=$5
    if [ -r "$FONT" ]; then
        printf ",drawtext=fontfile=%s:text='%s':x=%s:y=%s:fontsize=%s:fontcolor=0x202020:enable='%s'" \
            "$FONT" "$text" "$x" "$y" "$size" "$shown"
    else
        printf ",drawbox=x=%s:y=%s:w=%s:h=%s:c=0x202020:t=fill:enable='%s'" \
            "$x" "$y" "$((${#text} * size / 2))" "$size" "$shown"
    fi
}

# Five slides in 14 s, each with a title, three lines and a coloured figure; one voice explains them.
make_slide_talk() {
    local titles=("Token pruning" "Audio guides video" "Two patches a window" "What is kept" "Questions")
    local colors=(0xc04040 0x4060c0 0x40a060 0xc0a030 0x8040a0)
    local graph="color=c=0xf4f4f0:s=640x360:r=25" slide shown
    for slide in 0 1 2 3 4; do
        shown="between(t,$((slide * 28)).0/10,$((slide * 28 + 28)).0/10-0.001)"
        graph+=$(slide_line "${titles[slide]}" 40 30 36 "$shown")
        graph+=$(slide_line "A first point on page $((slide + 1))" 60 110 22 "$shown")
        graph+=$(slide_line "A second point with $((slide * 17 + 3)) numbers" 60 160 22 "$shown")
        graph+=$(slide_line "The last point" 60 210 22 "$shown")
        graph+=",drawbox=x=$((400 - slide * 20)):y=230:w=$((100 + slide * 25)):h=90:c=${colors[slide]}:t=fill:enable='$shown'"
    done
    say "$work/talk.wav" "Welcome to this talk. The first slide is about pruning. Sound tells where the picture matters. \
Every window has two patches. Here you see what is kept, and what is not. Thank you. Any questions?" en-gb 155
    ff "$1" -f lavfi -i "$graph" -i "$work/talk.wav" -map 0:v -map 1:a -af "apad" -t 14 "${X264[@]}" -g 250 "${AAC[@]}" -ac 1
}

# Ten shots of 0.6 to 1.4 s and a plucked chord pattern.
make_cuts_music() {
    local size=426x240 rate=30
    local sources=(
        "testsrc2=s=$size:r=$rate" "mandelbrot=s=$size:r=$rate:start_scale=0.4:end_scale=0.1" "smptebars=s=$size:r=$rate"
        "gradients=s=$size:r=$rate:n=2:seed=3:speed=0.02:c0=0xd04020:c1=0x2060e0" "rgbtestsrc=s=$size:r=$rate" "life=s=$size:r=$rate:seed=5:mold=10:life_color=0xe0c060:death_color=0x204060"
        "sierpinski=s=$size:r=$rate:seed=9" "testsrc=s=$size:r=$rate" "yuvtestsrc=s=$size:r=$rate"
        "gradients=s=$size:r=$rate:n=2:seed=21:speed=0.05:c0=0x20a040:c1=0xf0e0a0"
    )
    local seconds=(1.0 0.6 1.2 0.8 1.4 1.0 0.7 1.3 0.9 1.1)
    local graph='' labels='' shot
    for shot in "${!sources[@]}"; do
        graph+="${sources[shot]},trim=duration=${seconds[shot]},format=yuv420p,setsar=1[v$shot];"
        labels+="[v$shot]"
    done
    graph+="${labels}concat=n=${#sources[@]}:v=1[v];"
    # Note n of the arpeggio starts at n/4 s; its pitch steps through a minor chord by st().
    graph+="aevalsrc=d=10:s=44100:c=stereo:exprs='
        st(0\,mod(t\,0.25)); st(1\,mod(floor(t*4)\,4)); st(2\,220*pow(2\,(3*gte(ld(1)\,1)+4*gte(ld(1)\,2)+5*gte(ld(1)\,3))/12));
        0.35*exp(-9*ld(0))*(sin(2*PI*ld(2)*t)+0.4*sin(4*PI*ld(2)*t))+0.05*sin(2*PI*110*t)|
        st(0\,mod(t\,0.5)); 0.3*exp(-5*ld(0))*sin(2*PI*110*t)+0.05*sin(2*PI*165*t)'[a]"
    ff "$1" -filter_complex "$graph" -map '[v]' -map '[a]' -t 10 "${X264[@]}" -g 300 "${AAC[@]}"
}

make_silent() {
    ff "$1" -f lavfi -i "testsrc2=s=320x180:r=24:d=8" -an "${X264[@]}" -g 24
}

make_audio_only() {
    say "$work/note.wav" "This recording has no picture at all. It is a voice note with a short signal at its end."
    ff "$1" -i "$work/note.wav" -filter_complex "
        [0:a]aresample=44100,apad[voice];
        aevalsrc='0.3*sin(2*PI*880*t)*gt(mod(t\,0.5)\,0.25)':s=44100:d=1.5,adelay=7500[beep];
        [voice][beep]amix=inputs=2:duration=first:normalize=0,atrim=duration=9[a]" -map '[a]' -vn "${AAC[@]}" -ac 1
}

# Coded lying on its side, with a display matrix that says so, as phones write it.
make_portrait_rotated() {
    say "$work/portrait.wav" "This clip was filmed upright with a phone." en-us+f3
    ff "$work/lying.mp4" -f lavfi -i "testsrc2=s=270x480:r=30:d=7" -i "$work/portrait.wav" -af apad -t 7 \
        -vf "drawbox=x=20:y=20:w=60:h=60:c=white:t=fill,transpose=cclock" "${X264[@]}" -g 60 "${AAC[@]}" -ac 1
    if ffmpeg -hide_banner -h full 2>/dev/null | grep -q -- '^-display_rotation '; then
        ff "$1" -display_rotation:v -90 -i "$work/lying.mp4" -c copy
    else
        ff "$1" -i "$work/lying.mp4" -c copy -metadata:s:v rotate=270
    fi
}

# A 2.4:1 picture with black bars above and below.
make_letterbox() {
    say "$work/letterbox.wav" "A wide picture between two black bars." en-gb+m5
    ff "$1" -f lavfi -i "mandelbrot=s=640x268:r=24:start_scale=1.2:end_scale=0.3" -i "$work/letterbox.wav" -af apad -t 7 \
        -vf "format=yuv420p,pad=640:360:0:46:black" "${X264[@]}" -g 48 "${AAC[@]}" -ac 1
}

# 30, then 10, then about 17 frames a second with uneven gaps.
make_variable_rate() {
    say "$work/variable.wav" "The frames of this clip are not evenly spaced in time."
    ff "$1" -f lavfi -i "testsrc2=s=320x240:r=30:d=9" -i "$work/variable.wav" -af apad -t 9 \
        -vf "select='if(lt(t,3),1,if(lt(t,6),not(mod(n,3)),lt(mod(n*7,12),7)))'" \
        -vsync vfr -video_track_timescale 30000 "${X264[@]}" -g 90 "${AAC[@]}" -ac 1
}

make_audio_late() {
    say "$work/late.wav" "The sound of this clip starts more than one second after the picture."
    ff "$1" -f lavfi -i "testsrc2=s=320x180:r=25:d=8" -itsoffset 1.2 -i "$work/late.wav" -map 0:v -map 1:a \
        -af "apad=whole_dur=6.8" -shortest "${X264[@]}" -g 50 "${AAC[@]}" -ac 1
}

make_audio_early() {
    say "$work/early.wav" "The sound of this clip starts almost one second before the picture."
    ff "$1" -itsoffset 0.8 -f lavfi -i "testsrc2=s=320x180:r=25:d=7" -i "$work/early.wav" -map 0:v -map 1:a \
        -af "apad=whole_dur=7.8" "${X264[@]}" -g 50 "${AAC[@]}" -ac 1
}

make_audio_longer() {
    say "$work/longer.wav" "The picture of this clip ends early. The sound goes on. It goes on for about four more seconds, \
until all has been said."
    ff "$1" -f lavfi -i "testsrc2=s=320x180:r=25:d=6" -i "$work/longer.wav" -map 0:v -map 1:a \
        -af "apad=whole_dur=10" -t 10 "${X264[@]}" -g 50 "${AAC[@]}" -ac 1
}

# ---------------------------------------------------------------------------------------------------------- the checks

# probe FILE SPECIFIER ENTRIES: the bare values, one a line.
probe() {
    ffprobe -v error ${2:+-select_streams "$2"} -show_entries "$3" -of default=nokey=1:noprint_wrappers=1 "$1"
}

# frames FILE: frames shown by the first video stream.
frames() {
    ffprobe -v error -select_streams v:0 -count_packets -show_entries stream=nb_read_packets -of default=nokey=1:noprint_wrappers=1 "$1"
}

start_of() { probe "$1" "$2" stream=start_time | sed -n 1p; }

# The end of the last packet of a stream, in seconds.
end_of() {
    ffprobe -v error -select_streams "$2" -show_entries packet=pts_time,duration_time -of csv=p=0 "$1" |
        awk -F, '{ end = $1 + $2; if (end > last) last = end } END { printf "%.3f", last }'
}

# holds 'AWK EXPRESSION': true if it is.
holds() { awk "BEGIN { exit !($1) }"; }

checks_failed=0

# expect CLIP WHAT MEASURED 'AWK EXPRESSION'
expect() {
    if holds "$4"; then
        printf 'ok      %-22s %s: %s\n' "$1" "$2" "$3"
    else
        printf 'FAILED  %-22s %s: %s\n' "$1" "$2" "$3"
        checks_failed=$((checks_failed + 1))
    fi
}

check_streams() {
    local clip kinds wanted
    for clip in "${CLIPS[@]}"; do
        [ -s "$1/$clip" ] || die "$1/$clip is missing (run: $0 $1)"
        kinds=$(probe "$1/$clip" '' stream=codec_type | sort | tr '\n' ' ')
        case $clip in
            silent.mp4) wanted="video " ;;
            audio-only.m4a) wanted="audio " ;;
            *) wanted="audio video " ;;
        esac
        expect "$clip" "streams" "$kinds" "\"$kinds\" == \"$wanted\""
    done
}

check_times() {
    local lead gap picture sound
    lead=$(start_of "$1/audio-late.mp4" a:0)
    expect audio-late.mp4 "audio starts at second" "$lead" "$lead > 1.1 && $lead < 1.3"
    gap=$(start_of "$1/audio-early.mkv" v:0)
    lead=$(start_of "$1/audio-early.mkv" a:0)
    expect audio-early.mkv "video starts at second" "$gap (audio: $lead)" "$gap - $lead > 0.7 && $gap - $lead < 0.9"
    picture=$(end_of "$1/audio-longer.mp4" v:0)
    sound=$(end_of "$1/audio-longer.mp4" a:0)
    expect audio-longer.mp4 "audio ends after video by" "$sound - $picture" "$sound - $picture > 3.5 && $sound - $picture < 4.5"
}

check_pictures() {
    local turn mark bars gaps cuts slides
    turn=$(probe "$1/portrait-rotated.mp4" v:0 stream_side_data=rotation | sed -n 1p)
    expect portrait-rotated.mp4 "rotation in degrees" "${turn:-none}" "\"$turn\" == \"-90\""
    mark=$(ffmpeg -nostdin -v error -i "$1/portrait-rotated.mp4" -vf "crop=40:40:30:30,signalstats,metadata=print:file=-" \
        -frames:v 1 -f null - | sed -n 's/.*YAVG=//p' | tail -n 1)
    expect portrait-rotated.mp4 "luma of the mark at the upper left" "$mark" "$mark > 220"
    bars=$(ffmpeg -nostdin -v info -i "$1/letterbox.mp4" -vf cropdetect=24:2:0 -frames:v 48 -f null - 2>&1 |
        sed -n 's/.*crop=\([0-9:]*\).*/\1/p' | tail -n 1)
    expect letterbox.mp4 "picture inside the bars" "$bars" "\"$bars\" == \"640:268:0:46\""
    gaps=$(ffprobe -v error -select_streams v:0 -show_entries packet=pts -of csv=p=0 "$1/variable-rate.mp4" | tr -d ',' | sort -n |
        awk 'NR > 1 { print $1 - last } { last = $1 }' | sort -n | uniq | wc -l)
    expect variable-rate.mp4 "different frame distances" "$gaps" "$gaps >= 3"
    cuts=$(ffmpeg -nostdin -v error -i "$1/cuts-music.mp4" -vf "select='gt(scene,0.25)',metadata=print:file=-" -f null - | grep -c pts_time || true)
    expect cuts-music.mp4 "scene cuts" "$cuts" "$cuts >= 7"
    slides=$(ffmpeg -nostdin -v error -i "$1/slide-talk.mp4" -vf "select='gt(scene,0.005)',metadata=print:file=-" -f null - | grep -c pts_time || true)
    expect slide-talk.mp4 "slide changes" "$slides" "$slides == 4"
}

check_sizes() {
    local clip seconds total=0 bytes
    for clip in "${CLIPS[@]}"; do
        seconds=$(probe "$1/$clip" '' format=duration)
        expect "$clip" "seconds" "$seconds" "$seconds > 5.5 && $seconds < 14.5"
        bytes=$(stat -c %s "$1/$clip")
        total=$((total + bytes))
    done
    expect "all clips" "bytes" "$total" "$total < 6000000"
    [ "$(frames "$1/silent.mp4")" -eq 192 ] || die "silent.mp4 has not 192 frames"
}

check() {
    require_tools ffmpeg ffprobe
    check_streams "$1"
    check_times "$1"
    check_pictures "$1"
    check_sizes "$1"
    [ "$checks_failed" -eq 0 ] || die "$checks_failed checks failed in $1"
}

# ---------------------------------------------------------------------------------------------------------- all clips

# What the clips depend on: this script, the tools' versions and the font.
stamp() {
    {
        cat "${BASH_SOURCE[0]}"
        ffmpeg -version | sed -n 1p
        espeak-ng --version
        [ -r "$FONT" ] && echo font
        true
    } | sha256sum | cut -d ' ' -f 1
}

up_to_date() {
    local clip
    [ -f "$1/.stamp" ] && [ "$(cat "$1/.stamp")" = "$2" ] || return 1
    for clip in "${CLIPS[@]}"; do
        [ -s "$1/$clip" ] || return 1
    done
}

make_all() {
    local folder=$1 force=$2 current clip function
    require_tools ffmpeg espeak-ng flock sha256sum
    mkdir -p "$folder"
    exec 9>"$folder/.lock"
    flock 9
    current=$(stamp)
    if [ "$force" = no ] && up_to_date "$folder" "$current"; then
        return
    fi
    rm -f "$folder/.stamp"
    work=$(mktemp -d "$folder/.making.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    for clip in "${CLIPS[@]}"; do
        function=make_${clip%.*}
        "${function//-/_}" "$work/$clip"
        mv "$work/$clip" "$folder/$clip"
        printf 'made %s (%s bytes)\n' "$folder/$clip" "$(stat -c %s "$folder/$clip")"
    done
    printf '%s\n' "$current" >"$folder/.stamp"
}

usage() {
    sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

main() {
    case ${1:-} in
        -h | --help) usage ;;
        --check) [ $# -eq 2 ] || die "--check needs one folder" && check "$2" ;;
        --force) [ $# -eq 2 ] || die "--force needs one folder" && make_all "$2" yes ;;
        '' | -*) usage >&2 && exit 64 ;;
        *) [ $# -eq 1 ] || die "one output folder is needed" && make_all "$1" no ;;
    esac
}

main "$@"
