<?xml version="1.0" encoding="utf-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/">
    <html>
      <body>
        <xsl:attribute name="style">color: black</xsl:attribute>
        <p>@@dear@@ <xsl:value-of select="notification_data/receivers/receiver/user/first_name"/>,</p>
        <p>@@on_hold@@</p>
        <xsl:if test="notification_data/request/note != ''"><p>Please read this note: <xsl:value-of select="notification_data/request/note"/></p></xsl:if>
        <p>@@unknown_label@@</p>
      </body>
    </html>
  </xsl:template>
</xsl:stylesheet>
