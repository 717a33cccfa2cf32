// An empty table in place of the names, orders and formats of all languages, 33 MB, that Foundation would link in.
//
// percolate writes numbers and dates in one way everywhere, so that nothing asks for a locale. The name is of one
// version of ICU: a Foundation with another finds its own table, and the program is larger and otherwise the same.
// Only where Foundation is linked statically, in release builds; what it would say of a locale is then "not there".
#ifdef PERCOLATE_WITHOUT_LOCALES
#include <stdint.h>

// The layout is that of the header of ICU's data files, with a table of contents of no entries.
struct locale_table {
  uint16_t header_size;
  uint8_t magic[2];
  uint16_t info_size, reserved;
  uint8_t is_big_endian, charset_family, bytes_of_character, reserved_byte;
  uint8_t format[4], format_version[4], data_version[4];
  uint32_t padding[2];
  uint32_t entries, entries_reserved;
};

_Alignas(16) const struct locale_table icudt76_dat = {
    .header_size = 32,
    .magic = {0xda, 0x27},
    .info_size = 20,
    .bytes_of_character = 2,
    .format = {'T', 'o', 'C', 'P'},
    .format_version = {1, 0, 0, 0},
    .data_version = {0, 0, 0, 0},
};
#endif
