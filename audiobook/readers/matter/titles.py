"""Titles of pages that are not story, in the languages of most novels.

By the reason why such a page is not read. Each line is a pattern for a whole title; a
title that any of them matches is one of that kind.
"""

from typing import Final

TITLES: Final = {
    "cover": r"""
        (?:front |back )?cover(?: page| image)?
        umschlag
        couverture
        cubierta
        copertina
        обложка
        封面
        表紙
    """,
    "title page": r"""
        (?:half[- ]?)?title[- ]?page
        half[- ]?title
        frontispiece
        titelseite
        page de titre
        扉
    """,
    "imprint": r"""
        imprint
        impressum
    """,
    "colophon": r"""
        colophon
        kolophon
        colofon
        colofón
        奥付
    """,
    "copyright page": r"""
        (?:un)?copyright(?: page| notice| information)?
        legal notice
        permissions
        mentions légales
        版权
        版權
        (?:nota|aviso|página) legal
        правовая информация
        выходные данные
    """,
    "table of contents": r"""
        (?:table of )?contents
        toc
        inhalt(?:sverzeichnis)?
        sommaire
        table des matières
        índice
        indice
        contenido
        sumário
        inhoud
        innehåll
        sisällys
        spis treści
        obsah
        tartalom
        cuprins
        içindekiler
        содержание
        оглавление
        зміст
        περιεχόμενα
        目录
        目錄
        目次
        차례
        목차
    """,
    "list of illustrations": r"""
        (?:list of )?illustrations
        abbildungsverzeichnis
    """,
    "other books": r"""
        (?:other )?(?:books|works|titles|novels) by .+
        also by .+
        also available.*
        by the same author
        du même auteur
        (?:weitere|andere) (?:bücher|werke) .+
        otras obras .+
        altri libri .+
    """,
    "about the author": r"""
        about the (?:author|publisher|translator|illustrator)s?
        über (?:den autor|die autorin)
        об авторе
        (?:à propos|a propos) de l['’]aut(?:eur|rice)
        sobre (?:el autor|la autora|o autor|a autora)
        l['’]autore
        o autor(?:ze|ce|ovi)
        作者简介
        著者紹介
    """,
    "acknowledgements": r"""
        acknowledge?ments?
        danksagung
        dank
        remerciements
        agradecimientos
        agradecimentos
        ringraziamenti
        dankwoord
        podziękowania
        poděkování
        благодарности
        致谢
        謝辞
    """,
    "index": r"""
        index
        general index
        (?:stichwort|personen|sach)?register
    """,
    "bibliography": r"""
        (?:select )?bibliography
        bibliogra(?:ph|f)i[ea]
        библиография
        literaturverzeichnis
    """,
    "notes": r"""
        (?:end|foot)?notes
        annotations
        anmerkungen
        fußnoten
        notas
        note
        voetnoten
        noten
        noter
        przypisy
        poznámky
        jegyzetek
        примечания
        сноски
        注释
        注釈
    """,
    "advertisement": r"""
        advertisements?
        praise for .+
        newsletter.*
        discover more.*
        werbung
        реклама
    """,
    "transcriber's note": r"""
        transcriber['’]s notes?.*
    """,
    "Project Gutenberg licence": r"""
        the full project gutenberg(?:™|-tm)? licen[sc]e.*
    """,
}
